/**
 * Cards on the timeline for what changed in who belongs. Each kind has a
 * sentence about others and, under `.me`, the one for the person it is about.
 */
export const notices = {
  'notice.founded': '{name} made this group, {when}.',
  'notice.founded.me': 'You made this group, {when}.',
  'notice.joined': '{name} joined{role, select, listener { as a listener} other {}}, {when}. {byName} let them in.',
  'notice.joined.me': 'You joined{role, select, listener { as a listener} other {}}, {when}. {byName} let you in.',
  'notice.came-back': '{name} came back, {when}.',
  'notice.came-back.me': 'You came back, {when}.',
  'notice.promoted': '{byName} made {name} {role, select, facilitator {a facilitator} other {a member}}, {when}.',
  'notice.promoted.me': '{byName} made you {role, select, facilitator {a facilitator} other {a member}}, {when}.',
  'notice.demoted':
    '{name} is {role, select, listener {a listener} other {a member}} now; {byName} changed it {when}{reason, select, agreement {, because of the agreement} asked {, as {name} had asked} safety {, for safety} stale {, after a long time without word from {name}} lost {, because a computer was lost} other {}}.',
  'notice.demoted.me':
    'You are {role, select, listener {a listener} other {a member}} now; {byName} changed it {when}{reason, select, agreement {, because of the agreement} asked {, as you had asked} safety {, for safety} stale {, after a long time without word from you} lost {, because a computer was lost} other {}}. It says nothing about your worth.',
  'notice.left':
    '{name} left the group, {when}. From here on, new entries are sealed with a new key. What {name} already had stays with {name}.',
  'notice.left.me': 'You left the group, {when}. What you had stayed with you.',
  'notice.removed':
    '{name} is no longer in the group; {byName} removed them {when}{reason, select, agreement {, because of the agreement} asked {, as {name} had asked} safety {, for safety} stale {, after a long time without word from {name}} lost {, because a computer was lost} other {}}. From here on, new entries are sealed with a new key. What {name} already had stays with {name}.',
  'notice.removed.me':
    'Your time in the group ended here; {byName} removed you {when}{reason, select, agreement {, because of the agreement} asked {, as you had asked} safety {, for safety} stale {, after a long time without word from you} lost {, because a computer was lost} other {}}. What you had stayed with you.',
  'notice.removed-together':
    '{name} is no longer in the group; {byNames} asked for it together, {when}. From here on, new entries are sealed with a new key. What {name} already had stays with {name}.',
  'notice.removed-together.me':
    'Your time in the group ended here; {byNames} asked for it together, {when}. What you had stayed with you.',
  'notice.removal-asked':
    '{byName} asked to remove {name}, {when}. When one more person asks for it, {name} is removed; until then nothing changes.',
  'notice.removal-asked.me':
    '{byName} asked to remove you, {when}. When one more person asks for it, you are removed; until then nothing changes. You can say here how you see it.',
  'notice.device-added': '{name} takes part with one more computer, {when}.',
  'notice.device-added.me': 'You take part with one more computer, {when}.',
  'notice.device-removed':
    '{name} takes part with one computer less, {when}. From here on, new entries are sealed with a new key.',
  'notice.device-removed.me':
    'You take part with one computer less, {when}. From here on, new entries are sealed with a new key.',
  'notice.device-recovered':
    '{name} came back with the recovery words, on another computer, {when}. The computers before it are no longer in the group.',
  'notice.device-recovered.me':
    'You came back with your recovery words, on this computer or another, {when}. The computers before it are no longer in the group.',
  'notice.key-fault': 'A new key from a computer of {byName} did not open for {name}. It was replaced {when}.',
  'notice.key-fault.me': 'A new key from a computer of {byName} did not open for you. It was replaced {when}.',
  'notice.policy-changed': '{name} changed how this group decides, {when}.',
  'notice.policy-changed.me': 'You changed how this group decides, {when}.',
  'notice.started-anew': '{name} started this group anew, {when}. This group stays as it is.',
  'notice.started-anew.me': 'You started this group anew, {when}. This group stays as it is.',
} as const;
