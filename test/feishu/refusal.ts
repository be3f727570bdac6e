/** An answer other than success, as the platform words it: an HTTP status, its own code and a sentence. */
export class ApiRefusal extends Error {
  readonly status: number
  readonly code: number
  readonly headers: Record<string, string>

  constructor(status: number, code: number, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.name = 'ApiRefusal'
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** The refusals that this stand-in makes by itself, each with the platform's code. */
export const refusals = {
  badRequest: (why: string) => new ApiRefusal(400, 99992402, `field validation failed: ${why}`),
  noToken: () => new ApiRefusal(400, 99991661, 'Missing access token for authorization.'),
  badToken: () => new ApiRefusal(400, 99991663, 'Invalid access token for authorization. Please obtain a new one.'),
  tooFrequent: (reset: number, limit: number) =>
    new ApiRefusal(429, 99991400, 'request trigger frequency limit', {
      'x-ogw-ratelimit-limit': String(limit),
      'x-ogw-ratelimit-reset': String(reset),
    }),
  chatTooFrequent: () => new ApiRefusal(400, 230020, 'This operation triggers the frequency limit.'),
  badContent: (why: string) =>
    new ApiRefusal(400, 230001, `Your request contains an invalid request parameter: ${why}`),
  notInChat: () => new ApiRefusal(400, 230002, 'The bot can not be outside the group.'),
  messageRecalled: () => new ApiRefusal(400, 230011, 'The message was recalled.'),
  messageGone: () => new ApiRefusal(400, 230110, 'Action unavailable as the message has been deleted.'),
  contentTooLong: () => new ApiRefusal(400, 230025, 'The length of the message content reaches its limit.'),
  fileTypeMismatch: () => new ApiRefusal(400, 230055, 'The type of file upload does not match the type of message.'),
  badCard: (why: string) => new ApiRefusal(400, 230099, `Failed to create card content, ext=ErrMsg: ${why}`),
  fileTooLarge: () => new ApiRefusal(400, 234006, 'The file size exceed the max value.'),
  fileEmpty: () => new ApiRefusal(400, 234010, "File's size can't be 0."),
  badFileKey: () => new ApiRefusal(400, 230017, 'Bot is not the owner of the resource.'),
  resourceTooLarge: () => new ApiRefusal(400, 234037, 'Downloaded file size exceeds limit.'),
  resourceKind: () => new ApiRefusal(400, 234043, 'Unsupported message type.'),
  resourceUnknown: () => new ApiRefusal(400, 234003, 'File not in msg.'),
  reactionGone: () => new ApiRefusal(400, 231003, 'The message is not found or was recalled.'),
  reactionUnknown: () => new ApiRefusal(400, 231001, 'reaction type is invalid.'),
  unknownPerson: () => new ApiRefusal(400, 41050, 'no user authority error'),
  unknownReceiver: () =>
    new ApiRefusal(400, 230001, 'Your request contains an invalid request parameter: invalid receive_id'),
  notAvailable: () => new ApiRefusal(400, 230013, 'Bot has NO availability to this user.'),
  noScope: (scope: string) => new ApiRefusal(400, 99991672, `Access denied. One of the scopes is required: [${scope}]`),
} as const
