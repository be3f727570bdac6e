import type { ColumnType } from 'kysely'

/** See the migration `know_wechat_people`. */
export type WechatIdentityTables = {
  wechat_login: {
    school_id: string
    puppet: string
    login: number
    bot_id: string
    at: ColumnType<Date, Date, Date>
  }
  wechat_person: {
    school_id: string
    puppet: string
    key: string
    external_id: string
    bot_id: string
    login: number
    name: string
  }
  wechat_alias: {
    school_id: string
    puppet: string
    room_key: string
    person_key: string
    alias: string
    is_unique: boolean
    seen_at: ColumnType<Date, Date, Date>
  }
  wechat_room: {
    school_id: string
    puppet: string
    key: string
    external_id: string
    login: number
    topic: string
    perhaps: string | null
  }
}
