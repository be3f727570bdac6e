import { mainStories } from './stories-main.ts'

mainStories('PostgreSQL')
