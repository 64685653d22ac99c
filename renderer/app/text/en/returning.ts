/** Coming back with the recovery words, when a computer was lost or stolen. */
export const returning = {
  'setup.words': 'I have only my recovery words from before',
  'setup.words.hint':
    'For when the computer before is gone. Type the words here, and they open this computer as well: one paper stays good for all of it. Your journal was on the computer that is gone; only a backup brings it back.',
  'setup.words.title': 'Your words open this computer now',
  'setup.words.text':
    'Keep the paper. Your groups are not here yet: they let you in again first, and then the words show that you are who you were.',
  'setup.words.ask': 'Ask somebody in your group for an invite. Best call them, so that they know it is you.',
  'setup.words.join':
    'Join with it. For the time until then, add a word to your name, such as “Mia (coming back)”: your old name is still there.',
  'setup.words.return':
    'Once you are in, open Settings, then Your computers, then “A computer was lost or stolen”, and type the words once more.',
  'setup.words.invite': 'I have an invite',

  'return.open': 'A computer was lost or stolen',
  'return.title': 'Come back with your recovery words',
  'return.text':
    'Your twelve words show your groups that it is you. Every other computer of yours is taken out of them, and this one goes on as the same person, with new keys.',
  'return.as': 'What happened?',
  'return.as.lost': 'Another computer of mine was lost or stolen',
  'return.as.lost.hint':
    'My groups are on this computer, or were: I use it beside the lost one, have restored it from a backup, or it was removed by whoever has the other.',
  'return.as.before': 'I was in a group before, and this computer is new',
  'return.as.before.hint':
    'I was let in again with an invite, as somebody new. With the words I become the person I was before: same entries, same place. Who I am here until then leaves the group.',
  'return.others.title': 'What happens to the other computers',
  'return.others':
    'What they wrote stays as far as it has arrived here. What is written on them afterwards does not count, and they get nothing new. What they have already stays on them, locked with their passphrase. One that is still yours can be added again as a new computer.',
  'return.paper':
    'Type the words that you wrote down on the first computer with which you joined your groups. They stay good: keep that paper. If this computer has words of its own, keep those as well; they open Hearth here.',
  'return.submit': 'Come back, and take the others out…',
  'return.working': 'Coming back…',
  'return.confirm.title': 'Take every other computer of yours out?',
  'return.confirm.text':
    'This computer goes on alone in each group in which the words are yours. It cannot be undone; a computer that is still yours has to be added again.',
  'return.confirm': 'Take them out',
  'return.confirm.keep': 'Not now',
  'return.done': 'What became of your groups',
  'return.none':
    'There is no group here in which the words could be tried. On a new computer, first join the group by an invite; then come back here.',
  'return.back':
    '{group}: you are back, with this computer alone. The others hear of it as soon as their computers are in touch.',
  'return.still-arriving':
    '{group}: nothing was changed. Some of what you wrote before is with the others and still on its way here. Stay in touch for a while, and try again.',
  'return.no-capsule':
    '{group}: nothing was changed. The group keeps nothing that your words could open, since it has not been made yet. Stay in touch with the group for a while, or ask for an invite.',
  'return.other-words':
    '{group}: nothing was changed. These are not the words for this group. If you have another paper, from another computer, try that one.',
  'return.past': '{group}: nothing was changed. You left it or were removed, so only an invite leads back.',
  'return.was-removed':
    '{group}: nothing was changed. The person these words speak for left or was removed, so the words do not lead back. You are in this group as somebody new.',
  'return.nobody': '{group}: nothing was changed. These words speak for nobody in this group but you as you are now.',
  'return.failed': '{group}: nothing was changed. The group’s record did not take it. Please ask for an invite.',
  'return.now': 'Come back without waiting for the rest…',
  'return.file':
    'If nobody of a group can be reached, as after whoever has the lost computer removed this one, save a file for the group on its page “Reach” and bring it to somebody there.',
} as const;
