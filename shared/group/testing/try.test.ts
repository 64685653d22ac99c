import { expect, test } from 'vitest';
import { createSeededRandom } from '../../testing/seeded-random.ts';
import { disagreements, shrink } from './compare-resolvers.ts';
import { createPool, History } from './histories.ts';
test('try', () => {
  const pools = [createPool(1, 5), createPool(2, 5, { mode: 'equals' }), createPool(3,4,{membersInvite:true})];
  let bad = 0; const n = Number(process.env['N'] ?? 300);
  const t = performance.now(); 
  for (let seed = 0; seed < n && bad < 6; seed++) {
    const random = createSeededRandom(seed);
    const pool = pools[seed % 3]!;
    const h = new History(pool, random);
    if (seed % 2) h.begin();
    for (let i = 0; i < 14; i++) h.step();
    if (seed % 4 === 0) h.attack(random.pick(pool.people), 2);
    const d = disagreements(h.ops, h.genesisId);
    if (d.length === 0) continue;
    bad++;
    const s = shrink(h.ops, h.genesisId, (ops) => disagreements(ops, h.genesisId).length > 0);
    const nm = (id: string) => { const p = pool.people.findIndex((x) => x.identity.deviceId === id || x.identity.memberId === id); return p < 0 ? id.slice(0,6) : 'FABCDEGH'[p]; };
    const no = (id: string) => s.findIndex((o) => o.id === id);
    process.stdout.write(`\n== seed ${seed} mode ${seed%3}\n` + s.map((o, i) => `${i} ${nm(o.deviceId)} ${o.op.type} ${'memberId' in o.op ? nm(o.op.memberId) : ''} ${o.op.type==='admit'? nm((pool.people.find(p=>p.identity.memberId && p.identity.deviceSigning.publicKey.join()===(o.op as any).request.dsPk.join()))!.identity.deviceId)+ ' via '+(o.op as any).request.inviteId.slice(0,4):''} ${'inviteId' in o.op ? (o.op as any).inviteId.slice(0,4):''} ${'role' in o.op ? o.op.role : ''} deps ${o.deps.map(no)} ${o.id.slice(0,4)} `).join('\n') + '\n' + disagreements(s, h.genesisId).map(x => x.replace(/[0-9a-f]{32,64}/g, (m) => { const a = no(m); return a >= 0 ? `#${a}` : String(nm(m)); }).slice(0, 400)).join('\n') + '\n');
  }
  process.stdout.write(`${performance.now() - t} ms\n`);
  expect(bad).toBe(0);
});
