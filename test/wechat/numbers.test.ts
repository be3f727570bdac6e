import { numberStories } from './numbers.ts'

numberStories('mock')
