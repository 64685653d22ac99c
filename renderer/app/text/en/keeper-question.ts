/** Keepers in a group of equals: the question to everybody, its answers, and the cards of what was said. */

/** What can go wrong with an answer. */
export const keeperQuestionErrors = {
  'error.KeeperQuestionOver':
    'This question is over already: somebody would rather not have a keeper, or it was taken back. Nothing was changed. You can ask again, under Reach.',
} as const;

export const keeperQuestion = {
  'keeper.question.title': '{name} asks whether the group wants a keeper',
  'keeper.question.title.me': 'You asked whether the group wants a keeper',
  'keeper.question.is':
    'A keeper is a computer at the group’s meeting place that holds sealed entries for up to 30 days, so that people who are never online together still read each other.',
  'keeper.question.isNot':
    'It cannot read any of it and lets nobody in, but it does see when your computers come by, and from which internet addresses.',
  'keeper.question.rule':
    'Asked {when}. When one more person agrees, keepers are on for the whole group. Whoever would rather not ends the question, and anyone can turn keepers off again later.',
  'keeper.question.rule.me':
    'Asked {when}. When one more person agrees, keepers are on for the whole group. Until then nothing is put anywhere.',
  'keeper.question.agree': 'Agree',
  'keeper.question.decline': 'Rather not',
  'keeper.question.takeBack': 'Take the question back',
  'keeper.question.over': 'The question is over, and keepers are off for this group. Everybody is told.',
  'keeper.question.notNow': 'Not now',
  'keeper.question.hide': 'Hide this card',
  'keeper.question.ask': 'Ask the group for a keeper',
  'keeper.question.ask.hint':
    'Everybody is asked. When one more person agrees, keepers are on; anyone who would rather not ends the question.',
  'keeper.question.asked': 'Everybody was asked.',
  'keeper.question.end.hint':
    'Two of you agreed to this, or the group was made so. Anyone can end it for the whole group, without asking.',

  'notice.keeper-asked': '{name} asked whether the group wants a keeper, {when}.',
  'notice.keeper-asked.me': 'You asked whether the group wants a keeper, {when}.',
  'notice.keeper-agreed':
    '{name} agreed to keepers, {when}, as {byName} had asked. Meeting places may hold this group’s sealed entries. Anyone can end that.',
  'notice.keeper-agreed.me':
    'You agreed to keepers, {when}, as {byName} had asked. Meeting places may hold this group’s sealed entries. Anyone can end that.',
  'notice.keeper-declined':
    '{own, select, true {{name} took the question about a keeper back, {when}.} other {{name} would rather not have a keeper, {when}. The question is over.}} Keepers stay off.',
  'notice.keeper-declined.me':
    '{own, select, true {You took the question about a keeper back, {when}.} other {You would rather not have a keeper, {when}. The question is over.}} Keepers stay off.',
} as const;
