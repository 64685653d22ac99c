/** Why a meeting place does not answer, and what to do. Each says what was found and the next step; nothing is ever lost by it. */
export const meetingPlace = {
  'reach.clock.ahead.hours':
    'By this meeting place’s clock, the clock of this computer is {count, plural, one {# hour} other {# hours}} ahead. Hearth looks for the others by day, so please look whether date, time and time zone are right.',
  'reach.clock.behind.hours':
    'By this meeting place’s clock, the clock of this computer is {count, plural, one {# hour} other {# hours}} behind. Hearth looks for the others by day, so please look whether date, time and time zone are right.',
  'reach.clock.ahead.days':
    'By this meeting place’s clock, the clock of this computer is {count, number} days ahead. With a clock that is wrong by more than three days the others are not found this way. Please set it; nothing that you wrote is lost.',
  'reach.clock.behind.days':
    'By this meeting place’s clock, the clock of this computer is {count, number} days behind. With a clock that is wrong by more than three days the others are not found this way. Please set it; nothing that you wrote is lost.',

  'reach.why': 'Find out why',
  'reach.why.name': 'Find out why {address} does not answer',
  'reach.why.asking': 'Looking…',
  'reach.why.answers':
    'It answers now, so it may have been away for a moment. This computer goes on trying by itself; within a minute it should be there again.',
  'reach.why.other-service':
    'Something answers at this address, and it does not say that it is a Hearth meeting place. Please compare the address with whoever runs it, letter by letter. If they use another kind of meeting place, it may come back by itself.',
  'reach.why.name-unknown':
    'Nobody knows this name. Either there is a mistake in the address, or this network does not lead to the internet. Please compare the address with whoever runs the meeting place.',
  'reach.why.refused':
    'The computer at this address is on, but no meeting place runs there. Please tell whoever runs it. What you write waits here until then.',
  'reach.why.certificate-date':
    'Its certificate is not valid at the time that this computer’s clock shows. If the clock is right, whoever runs the meeting place has to renew it; if the clock is wrong, please set it. Nothing was sent there.',
  'reach.why.certificate':
    'It cannot prove that it is what the address says. Somebody may stand in between, for instance a network that asks you to sign in first; or it is not set up right. Nothing was sent there. Please tell whoever runs it.',
  'reach.why.not-secure':
    'It answers, but not over a secure connection, as wss:// asks for. Please ask whoever runs it whether the address begins with ws:// instead. What your group writes is sealed either way.',
  'reach.why.no-network':
    'This computer has no way to the internet right now. What you write waits here and goes on by itself.',
  'reach.why.slow':
    'Nothing came back within ten seconds. The network may be very slow, or the computer at this address is switched off. This computer goes on trying by itself.',
  'reach.why.proxy':
    'The proxy that is set on this computer does not answer, so nothing goes out at all. Please start it, or change it in the settings.',
  'reach.why.unreachable':
    'The connection broke before anything came back. The network here may not let it through, or the meeting place has a problem. This computer goes on trying by itself.',
} as const;
