/** The platform's reaction names and the sign people see; a name without a sign here is passed on as it is. */
const SIGNS: Record<string, string> = {
  THUMBSUP: '👍',
  THUMBSDOWN: '👎',
  OK: '👌',
  DONE: '✅',
  SMILE: '😊',
  HEART: '❤️',
  CLAP: '👏',
  APPLAUSE: '👏',
  PRAISE: '👍',
  THANKS: '🙏',
  MUSCLE: '💪',
  PARTY: '🎉',
  LAUGH: '😂',
  CRY: '😢',
  ROSE: '🌹',
  FIRE: '🔥',
}

export function signOf(emojiType: string): string {
  return SIGNS[emojiType] ?? SIGNS[emojiType.toUpperCase()] ?? emojiType
}
