export const HELD_OUT = ``
