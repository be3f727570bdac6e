/** What an operator sets for Feishu or Lark; `cli/compose.ts` fills it from the environment. */
export type FeishuConfig = {
  appId: string
  appSecret: string
  /** `https://open.feishu.cn`, `https://open.larksuite.com`, or any other origin; without a slash at its end. */
  origin: string
  mode: 'websocket' | 'webhook'
  /** Webhook mode: of the console's page 事件与回调 → 加密策略. */
  encryptKey?: string
  verificationToken?: string
  /** Our own counting of calls; default on. */
  limits?: 'on' | 'off'
}

const ORIGINS: Record<string, string> = { feishu: 'https://open.feishu.cn', lark: 'https://open.larksuite.com' }

/** `feishu`, `lark` or an address → the origin that is called. */
export function originOf(domain: string): string {
  return ORIGINS[domain] ?? new URL(domain).origin
}
