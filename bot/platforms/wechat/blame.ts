/** wechaty, its puppets and what they stand on. */
const THEIRS =
  /node_modules[\\/](?:wechaty[\w-]*|@juzi|@wechaty|@chatie|@grpc|file-box|flash-store|leveldown|levelup|memory-card|state-switch|gerror|watchdog|rx-queue|stronger-typed-streams)[\\/]/
const OURS = /[\\/](?:bot|cli|commands|db|kit|web|workers)[\\/][\w./\\-]+\.ts\b/

/**
 * Whether an error that nobody caught came out of wechaty alone: its stack names one of their packages and no file of
 * ours. Their promises are not all awaited, and a WeChat that stumbles must not take the school's bot down.
 */
export function isWechatys(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const stack = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s*at /.test(line))
    .join('\n')
  return THEIRS.test(stack) && !OURS.test(stack.replace(/^.*node_modules.*$/gm, ''))
}
