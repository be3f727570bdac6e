/** Small files of ours in every format, which come with the program, from its root. */
export const WARM_UP_FOLDER = 'samples/files'
