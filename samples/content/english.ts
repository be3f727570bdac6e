import type { Book, Paper } from './shapes.ts'

export const DIRECTIONS_PLAN: Paper = {
  title: 'How can I get there',
  parts: [
    { heading: "六年级英语上册 Unit 1 How can I get there? 教案 Part A Let's talk" },
    { heading: 'Teaching aims 教学目标', level: 2 },
    '1. 能听、说、读、写四会句型：Where is the museum shop? It’s near the door. 2. 能在情境中询问并回答场所的位置，认读 science museum, post office, bookstore, cinema, hospital。3. 养成礼貌问路的习惯，会用 Excuse me 和 Thank you。',
    { heading: 'Key and difficult points 教学重难点', level: 2 },
    '重点：Where is the …? It’s near / next to / behind the …. 难点：在真实地图上用介词准确描述位置。',
    { heading: 'Teaching procedures 教学过程', level: 2 },
    'Step 1 Warm-up: Sing the song “Where is the bus stop?”. Free talk: Where do you go on weekends?',
    'Step 2 Lead-in: Show a picture of a science museum. Wu Binbin and Robin are in the museum. What do they want to buy? Listen and answer.',
    'Step 3 Presentation: Learn the new words with pictures. Make sentences: The post office is next to the museum. Listen again and fill in the blanks: Grandpa wants a ____. The shop is near the ____.',
    'Step 4 Practice: Pair work with the school map. A: Excuse me. Where is the library? B: It’s behind the teachers’ office. A: Thank you.',
    'Step 5 Production: Draw your own town map, put five places on it and ask your partner three questions.',
    { heading: 'Homework 作业', level: 2 },
    '1. 听录音跟读对话三遍。2. 画一张从家到学校的路线图，写三句话描述沿途的场所。',
    { heading: 'Blackboard design 板书设计', level: 2 },
    'Unit 1 How can I get there?　Where is the …?　It’s near / next to / behind the …',
  ],
}

export const WORDS_BOOK: Book = [
  {
    name: 'Unit 1-3',
    rows: [
      ['三年级英语上册单词表'],
      ['Unit', '单词', '音标', '中文', '例句'],
      ['Unit 1 Hello!', 'ruler', '/ˈruːlə/', '尺子', 'I have a ruler.'],
      ['Unit 1 Hello!', 'pencil', '/ˈpensl/', '铅笔', 'This is my pencil.'],
      ['Unit 1 Hello!', 'eraser', '/ɪˈreɪzə/', '橡皮', 'Show me your eraser.'],
      ['Unit 1 Hello!', 'crayon', '/ˈkreɪən/', '蜡笔', 'I have a red crayon.'],
      ['Unit 2 Colours', 'red', '/red/', '红色', 'I see red.'],
      ['Unit 2 Colours', 'green', '/ɡriːn/', '绿色', 'Colour it green.'],
      ['Unit 2 Colours', 'yellow', '/ˈjeləʊ/', '黄色', 'A yellow duck.'],
      ['Unit 3 Look at me!', 'face', '/feɪs/', '脸', 'Touch your face.'],
      ['Unit 3 Look at me!', 'ear', '/ɪə/', '耳朵', 'Two ears.'],
      ['Unit 3 Look at me!', 'nose', '/nəʊz/', '鼻子', 'This is my nose.'],
    ],
  },
  {
    name: 'Unit 4-6',
    rows: [
      ['Unit', '单词', '音标', '中文', '例句'],
      ['Unit 4 We love animals', 'duck', '/dʌk/', '鸭子', "What's this? It's a duck."],
      ['Unit 4 We love animals', 'panda', '/ˈpændə/', '熊猫', 'I like pandas.'],
      ['Unit 5 Let’s eat!', 'bread', '/bred/', '面包', "I'd like some bread."],
      ['Unit 5 Let’s eat!', 'juice', '/dʒuːs/', '果汁', 'Have some juice.'],
      ['Unit 6 Happy birthday!', 'one', '/wʌn/', '一', 'One candle.'],
      ['Unit 6 Happy birthday!', 'ten', '/ten/', '十', 'Ten plates.'],
    ],
  },
]

export const LISTENING: readonly string[] = [
  '五年级英语下册 Unit 3 My school calendar 听力原文',
  'Part 1. Listen and tick. 听录音，选图。',
  '1. When is the sports meet? It is in April.',
  '2. We have a school trip in autumn. I like it very much.',
  "3. The Mid-Autumn Festival is usually in September or October. We'll have a party.",
  'Part 2. Listen and number. 听录音，标序号。',
  'Chen Jie: When is the English party? Mike: It is in November. Chen Jie: Great! Will you sing? Mike: Yes, I will sing English songs.',
  'Part 3. Listen and judge. 听短文，判断正误。',
  "Hello, I'm Amy. My favourite month is May. Mother's Day is in May. I make a card for my mum. In June we have Children's Day. We sing, dance and play games. July and August are for the summer vacation.",
  '参考答案：Part 1: B A C　Part 2: 2 1 4 3　Part 3: T F T T F',
]
