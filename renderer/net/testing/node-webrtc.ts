/**
 * Real WebRTC for tests in Node. Three things that browsers have and the library lacks are added here: the event of a
 * drained channel, `setLocalDescription()` without an argument, and taking an offer in place of one's own.
 */
import wrtc from '@roamhq/wrtc';

/** How often a channel is looked at while it holds more than its threshold, in milliseconds. */
const LOOK_MS = 2;

/** A connection as the browser's, without ICE servers. */
export function nodeConnection(): RTCPeerConnection {
  const connection = new wrtc.RTCPeerConnection({ iceServers: [] }) as unknown as RTCPeerConnection;
  const create = connection.createDataChannel.bind(connection);
  connection.createDataChannel = (label, init) => withLowEvent(create(label, init));
  const setLocal = connection.setLocalDescription.bind(connection);
  const setRemote = connection.setRemoteDescription.bind(connection);
  connection.setLocalDescription = async (description) => {
    if (description !== undefined) return setLocal(description);
    const answers = connection.signalingState === 'have-remote-offer';
    return setLocal(answers ? await connection.createAnswer() : await connection.createOffer());
  };
  connection.setRemoteDescription = async (description) => {
    if (description.type === 'offer' && connection.signalingState === 'have-local-offer') {
      await setLocal({ type: 'rollback' });
    }
    return setRemote(description);
  };
  return connection;
}

function withLowEvent(channel: RTCDataChannel): RTCDataChannel {
  const send = channel.send.bind(channel) as (data: Uint8Array) => void;
  let looking = false;
  const look = (): void => {
    if (channel.readyState === 'open' && channel.bufferedAmount > channel.bufferedAmountLowThreshold) {
      setTimeout(look, LOOK_MS);
      return;
    }
    looking = false;
    channel.dispatchEvent(new Event('bufferedamountlow'));
  };
  channel.send = (data: unknown) => {
    send(data as Uint8Array);
    if (!looking && channel.bufferedAmount > channel.bufferedAmountLowThreshold) {
      looking = true;
      setTimeout(look, LOOK_MS);
    }
  };
  return channel;
}
