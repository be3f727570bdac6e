import { mainStories } from './stories-main.ts'

mainStories('queue on PostgreSQL')
