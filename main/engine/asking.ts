/** Own requests to join: asking, looking elsewhere, withdrawing (SPEC EG16, EG27, EG28). */
import type { GroupId } from '../../shared/brand.ts';
import type { Invite } from '../../shared/group/invite.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { GroupKeys } from './group-keys.ts';
import { keepTicket } from './group/keeper-values.ts';
import { encodeJoin, type PendingJoin, requestToJoin } from './group/joins.ts';
import type { GroupPorts, OpenGroup } from './group/open-group.ts';
import type { Links } from './links/links.ts';
import type { Places } from './places.ts';
import type { SqlcipherStore } from './store/sqlcipher-store.ts';
import type { UiEvents } from './ui-events.ts';
import type { KeptVault } from './vault/kept-vault.ts';
import type { GroupSecrets } from './vault/vault-secrets.ts';

/** What it takes. */
export interface AskingParts {
  readonly vault: Pick<KeptVault, 'secrets'>;
  readonly store: Pick<SqlcipherStore, 'joins'>;
  readonly ports: GroupPorts;
  readonly places: Places;
  readonly links: Pick<Links, 'refresh'>;
  readonly events: Pick<UiEvents, 'joins' | 'groups'>;
  readonly keys: Pick<GroupKeys, 'room'>;
  /** Opens a group under new keys (`openAnew`). */
  openAnew(secrets: GroupSecrets, prepare: (group: OpenGroup) => void): OpenGroup;
}

/** See the file's head. */
export interface Asking {
  joins(): readonly PendingJoin[];
  /** The own request to join, or `RequestGone`. */
  join(groupId: GroupId): Result<PendingJoin, AppError>;
  /**
   * Asks to join, with new keys each time. Whoever was in the group before comes
   * as somebody new (SPEC EG27): what they wrote then stays theirs to export,
   * and what they had begun to write can be shared under the new keys.
   */
  askToJoin(invite: Invite, myName: string, note: string): Result<PendingJoin, AppError>;
  withdraw(groupId: GroupId): Result<null, AppError>;
  /** Looks for the group at `servers` as well as where the invite says. */
  setJoinServers(groupId: GroupId, servers: readonly string[]): Result<null, AppError>;
  /** Keeps a ticket for a keeper where the own request is to lie; `KeeperTicketWrong` for what is none. */
  setJoinTicket(groupId: GroupId, server: string, ticket: string): Result<null, AppError>;
}

/** See {@link Asking}. */
export function createAsking(parts: AskingParts): Asking {
  const { vault, store, ports, places, links, events, keys } = parts;
  return {
    joins: () => [...places.joins.values()],
    join(groupId) {
      const join = places.joins.get(groupId);
      return join ? ok(join) : err({ tag: 'RequestGone' });
    },
    askToJoin(invite, myName, note) {
      const { groupId } = invite;
      const { open } = places;
      if (open.get(groupId)?.isMember()) return err({ tag: 'InviteOwnGroup' });
      if (!open.has(groupId) && keys.room(open.size) <= 0) return err({ tag: 'TooManyGroups' });
      const recoveryPublicKey = vault.secrets.recoveryPublicKey;
      const made = requestToJoin({ invite, myName, note, recoveryPublicKey, ports });
      if (!made.ok) return made;
      const { join, secrets } = made.value;
      if (places.joins.has(groupId)) places.drop(groupId);
      const group = parts.openAnew(secrets, (opened) => {
        store.joins.put(groupId, encodeJoin(join));
        opened.values.setArrivalName(join.myName);
        opened.values.setServers(invite.servers);
      });
      places.start(group, join);
      events.joins();
      events.groups();
      return ok(join);
    },
    withdraw(groupId) {
      if (!places.joins.has(groupId)) return err({ tag: 'RequestGone' });
      places.drop(groupId);
      events.joins();
      return ok(null);
    },
    setJoinServers(groupId, servers) {
      const join = places.joins.get(groupId);
      const group = places.open.get(groupId);
      if (!join || !group) return err({ tag: 'RequestGone' });
      group.values.setServers([...new Set([...join.invite.servers, ...servers])]);
      links.refresh(groupId);
      events.joins();
      return ok(null);
    },
    setJoinTicket(groupId, server, ticket) {
      const group = places.joins.has(groupId) ? places.open.get(groupId) : undefined;
      if (!group) return err({ tag: 'RequestGone' });
      return keepTicket(group, server, ticket);
    },
  };
}
