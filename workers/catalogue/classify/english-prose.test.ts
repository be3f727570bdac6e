import { expect, test } from 'vitest'
import { classify } from './classify.ts'

function subjectOf(text: string): { subject: string | undefined; confidence: number } {
  const got = classify({ fileName: '新建文档.docx', format: 'docx', family: 'document', text })
  return { subject: got.subject, confidence: got.confidence.subject ?? 0 }
}

const OF_OTHER_TRADES = [
  'Attention-Guided Retrieval for Long Documents\nJ. Smith, L. Chen\nAbstract\nWe present a method for retrieving passages from long documents. Our approach outperforms the strongest baselines.\nKeywords: retrieval, attention\n1 Introduction\nRecent work has shown that large models can be used for retrieval (Brown et al., 2020).\nReferences\n[1] T. Brown et al. NeurIPS, 2020.',
  'Effects of warming on alpine grassland productivity\nAbstract: We examined how warming affects the productivity of alpine grasslands over ten years.\nIntroduction\nClimate change is one of the most important drivers of change in mountain ecosystems.\nMethods\nWe measured biomass in each plot.\nResults and discussion\nThe data were analysed using mixed-effects models (p < 0.05).',
  'LICENSE AGREEMENT\nThis Agreement is entered into by and between the Licensor and the Licensee. The Licensee shall not copy, modify or distribute the Software. This Agreement shall be governed by the laws of California. In no event shall the Licensor be liable for any damages.',
  'USER MANUAL\nModel SX-210 Document Camera\nThank you for purchasing this product. Read this manual carefully before you use it.\nSafety instructions\nDo not expose the unit to water.\nInstallation\nConnect the USB cable to the computer.',
]
for (const text of OF_OTHER_TRADES) {
  test(`prose that teaches no English is not taken for a lesson of it: ${text.slice(0, 24)}`, () => {
    expect(subjectOf(text).confidence).toBeLessThan(0.6)
  })
}

const OF_ENGLISH = [
  'Unit 2 Writing an abstract\nRead the abstract below and match each sentence with its function. Then write an abstract of your own project.\nAbstract: This project was about plastic bags in our town. We interviewed 50 people. Results: most of them use five bags a week.',
  'Passage C\nScientists have long known that sleep is important for memory. In a new study published in the journal Nature, researchers asked 40 students to learn a list of words. The results showed that those who slept remembered more.\n28. What did the researchers find?\nA. Sleep helps. B. Sleep is harmful. C. Words are hard. D. Students are lazy.',
  'Once upon a time there was a little rabbit. He lived under a tree with his mother and three sisters. Every morning they went to the field to eat some carrots. One day the rabbit saw a fox. "Do you want to play with me?" said the fox.',
  "In 2019, a team led by Dr. Moore trained a model on four million recordings of whales. The method, described in a paper in the journal Science Advances, can tell one whale from another by its clicks. Critics argue that the conclusion is premature. However, most researchers agree that it is a promising approach, and that it may be used to study other animals' voices.",
  'Task-based instruction in junior secondary EFL classrooms\nAbstract\nThis study investigates the effects of task-based instruction on the oral English of eighth graders.\nKeywords: English teaching, grammar\nIntroduction\nEnglish teachers in rural schools often rely on grammar translation.\nReferences',
]
for (const text of OF_ENGLISH) {
  test(`a text of an English lesson, or about one, stays English: ${text.slice(0, 24)}`, () => {
    const { subject, confidence } = subjectOf(text)
    expect(subject).toBe('english')
    expect(confidence).toBeGreaterThanOrEqual(0.6)
  })
}

test('what the members of a package are called is no English', () => {
  const text = 'in2.7z\nin1.zip\n深处.docx\nthe-plan.docx\nOFD.xml\nDocument.xml\n'
  const got = classify({ fileName: '资料.zip', format: 'zip', family: 'archive', text })
  expect(got.confidence.subject ?? 0).toBeLessThan(0.6)
})
