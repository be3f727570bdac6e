import type { Text } from '#kit/lang.ts'

/** What a receipt says to somebody who was not recognised: their points wait, and how to bind them. */
export function pendingText(): Text {
  return {
    zh: '还没认出您是谁，积分先替您记着，绑定后上榜：在飞书等别处对我发 /bind，把六位数字发到这里；第一次来，请发 /bind 新成员。',
    en: 'I do not know yet who you are. Your points are kept and go on the boards once you are bound: send me /bind elsewhere (such as Feishu) and its six digits here, or send /bind new if you are new.',
  }
}
