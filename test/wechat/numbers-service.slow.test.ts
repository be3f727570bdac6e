import { numberStories } from './numbers.ts'

numberStories('service')
