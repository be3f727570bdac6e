/**
 * The frame of Feishu's long connection, `pbbp2.Frame` (proto2), written and read by hand: 1 SeqID, 2 LogID (uint64),
 * 3 service, 4 method (int32; 0 control, 1 data), 5 repeated Header {1 key, 2 value}, 6 payload_encoding,
 * 7 payload_type, 8 payload, 9 LogIDNew. Fields 1 to 4 are required: the SDK drops a frame without them.
 */
export type Frame = {
  seqId: number
  logId: number
  service: number
  method: number
  headers: { key: string; value: string }[]
  payload: Buffer
}

export const CONTROL = 0
export const DATA = 1

export function encodeFrame(frame: Frame): Buffer {
  const headers = frame.headers.map(({ key, value }) => bytes(5, Buffer.concat([text(1, key), text(2, value)])))
  return Buffer.concat([
    number(1, frame.seqId),
    number(2, frame.logId),
    number(3, frame.service),
    number(4, frame.method),
    ...headers,
    ...(frame.payload.length > 0 ? [bytes(8, frame.payload)] : []),
  ])
}

/** Throws RangeError when the bytes are no frame. Unknown fields are skipped. */
export function decodeFrame(data: Buffer): Frame {
  const frame: Frame = { seqId: 0, logId: 0, service: 0, method: 0, headers: [], payload: Buffer.alloc(0) }
  for (const { field, value } of fields(data)) {
    if (typeof value === 'number') {
      if (field === 1) frame.seqId = value
      else if (field === 2) frame.logId = value
      else if (field === 3) frame.service = value
      else if (field === 4) frame.method = value
    } else if (field === 5) frame.headers.push(header(value))
    else if (field === 8) frame.payload = value
  }
  return frame
}

/** A header's value, or the empty string. */
export function headerOf(frame: Frame, key: string): string {
  return frame.headers.find((one) => one.key === key)?.value ?? ''
}

function header(data: Buffer): { key: string; value: string } {
  const found = { key: '', value: '' }
  for (const { field, value } of fields(data)) {
    if (typeof value === 'number') continue
    if (field === 1) found.key = value.toString()
    else if (field === 2) found.value = value.toString()
  }
  return found
}

function* fields(data: Buffer): Generator<{ field: number; value: number | Buffer }> {
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = data[at]
      if (byte === undefined) throw new RangeError('the frame ends inside a number')
      at += 1
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return Number(BigInt.asIntN(64, value))
    }
  }
  while (at < data.length) {
    const tag = varint()
    const type = tag & 7
    if (type === 0) yield { field: tag >> 3, value: varint() }
    else if (type === 2) {
      const length = varint()
      if (length < 0 || at + length > data.length) throw new RangeError('the frame ends inside a field')
      yield { field: tag >> 3, value: data.subarray(at, at + length) }
      at += length
    } else throw new RangeError(`wire type ${type} is not used by this protocol`)
  }
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varintOf(field << 3), varintOf(value)])
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value))
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varintOf((field << 3) | 2), varintOf(value.length), value])
}

function varintOf(value: number): Buffer {
  const out: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 127n)
    rest >>= 7n
    out.push(rest > 0n ? low | 128 : low)
  } while (rest > 0n)
  return Buffer.from(out)
}
