import type { Draft, Stage, StageContext, Stop } from './draft.ts'

/** Runs stages in order; `saved` is awaited after each. Ends early with the first stop, or the signal's reason. */
export async function runStages(
  stages: readonly Stage[],
  context: StageContext,
  begun: Draft,
  saved: (stage: Stage, draft: Draft) => Promise<void> = async () => undefined,
): Promise<{ draft: Draft } | { stop: Stop }> {
  let draft = begun
  for (const stage of stages) {
    context.signal.throwIfAborted()
    const result = await stage.run(draft, context)
    if ('stop' in result) return result
    draft = { ...draft, ...result.next }
    await saved(stage, draft)
  }
  return { draft }
}
