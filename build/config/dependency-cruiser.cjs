/**
 * Who may import whom. The compiler guards what a room may see of the world (tsconfig.json of each room); this guards
 * what it may see of the others. `build/scripts/room-rules.test.ts` seeds one bad import for each rule and sees it refused.
 */

/** Files that run only in tests, and so may import more. */
const TEST = '(\\.test\\.tsx?$|/testing/)';

/** The layers inside shared/, lowest first: a file imports its own layer and lower ones only. */
const SHARED_LAYERS = [
  ['^shared/(result|brand|redacted|bytes)\\.ts$'],
  ['^shared/ports/'],
  ['^shared/crypto/'],
  ['^shared/group/', '^shared/chain/'],
  ['^shared/record/'],
  ['^shared/sync/', '^shared/care/'],
];

const layerRules = SHARED_LAYERS.slice(0, -1).map((layer, index) => ({
  name: `shared-layer-${index + 1}`,
  comment: 'inside shared/: result, brand, redacted, bytes ← ports ← crypto ← group, chain ← record ← sync, care',
  severity: 'error',
  from: { path: layer, pathNot: TEST },
  to: { path: SHARED_LAYERS.slice(index + 1).flat() },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'two files that need each other are one file, or three; a type is gone before anything runs and needs nothing',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'a file that nobody imports is an entry, a test, or dead',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '\\.test\\.tsx?$',
          '^build/',
          '^main/(main|engine/engine|keeper/keeper|keeper/check-thread|hub/hub|preload/[^/]+)\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'unresolved',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^electron$', '^simple-peer', '\\.(css|woff2|svg|png)$'] },
    },
    {
      name: 'shared-is-alone',
      comment: 'shared/ thinks, and touches neither the machine nor the screen',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(main|renderer|build)/' },
    },
    {
      name: 'shared-is-pure',
      comment: 'no Electron, no React, no network, no native code in shared/',
      severity: 'error',
      from: { path: '^shared/', pathNot: TEST },
      to: { path: ['^electron$', 'node_modules/(@signalapp|electron|ws|react|react-dom|y-webrtc|y-indexeddb)/'] },
    },
    {
      name: 'shared-has-no-node',
      comment: "none of Node's own modules in shared/",
      severity: 'error',
      from: { path: '^shared/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    ...layerRules,
    {
      name: 'measures-never-sync',
      comment: 'what a person answers about themselves never reaches the wire: sync/ and record/ cannot see measure/',
      severity: 'error',
      from: { path: '^shared/(sync|record|chain|group)/', pathNot: TEST },
      to: { path: '^shared/measure/' },
    },
    {
      name: 'one-door-to-libsodium',
      comment: 'only shared/crypto uses the primitives',
      severity: 'error',
      from: { path: '^(shared|main|renderer)/', pathNot: ['^shared/crypto/', '\\.test\\.tsx?$'] },
      to: { path: 'node_modules/libsodium' },
    },
    {
      name: 'one-door-to-the-store',
      comment: 'only the engine and the keeper open databases',
      severity: 'error',
      from: { path: '^(shared|main|renderer)/', pathNot: '^main/(engine|keeper)/' },
      to: { path: 'node_modules/@signalapp/sqlcipher' },
    },
    {
      name: 'main-and-renderer-apart',
      comment: 'main/ and renderer/ meet in shared/ipc only',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^(renderer|build)/' },
    },
    {
      name: 'renderer-and-main-apart',
      comment: 'main/ and renderer/ meet in shared/ipc only',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|build)/' },
    },
    {
      name: 'renderer-is-a-page',
      comment: 'pages have no Node and no Electron',
      severity: 'error',
      from: { path: '^renderer/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'engine-has-no-network',
      comment: 'the engine has the keys, so it has no network and no windows',
      severity: 'error',
      from: { path: '^main/engine/', pathNot: TEST },
      to: {
        path: [
          '^(node:)?(net|http|https|http2|dgram|dns|tls)(/|$)',
          'node_modules/ws/',
          '^electron$',
          'node_modules/electron/',
        ],
      },
    },
    {
      name: 'main-knows-nothing',
      comment: 'the main process holds no key and parses no content',
      severity: 'error',
      from: { path: '^main/', pathNot: ['^main/(engine|keeper|hub)/', '\\.test\\.ts$'] },
      to: { path: ['^shared/(crypto|group|chain|record|sync|care|measure)/', 'node_modules/(yjs|libsodium)'] },
    },
    {
      name: 'preload-is-small',
      comment: 'a preload imports the table of requests and Electron, nothing else',
      severity: 'error',
      from: { path: '^main/preload/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^shared/ipc/', '^electron$', 'node_modules/electron/', '^main/preload/'] },
    },
    {
      name: 'ui-has-no-network',
      comment: 'only renderer/net talks to the network, and it sees sealed bytes only',
      severity: 'error',
      from: { path: '^renderer/app/' },
      to: { path: ['^renderer/net/', 'node_modules/(y-webrtc|y-indexeddb|ws|simple-peer)/'] },
    },
    {
      name: 'net-has-no-content',
      comment: 'the network process cannot open what it carries',
      severity: 'error',
      from: { path: '^renderer/net/', pathNot: TEST },
      to: { path: ['^renderer/app/', '^shared/(crypto|group|chain|record|care|measure)/', 'node_modules/libsodium'] },
    },
    {
      name: 'doubles-in-tests-only',
      comment: 'folders named testing are for tests, the bench and the demo',
      severity: 'error',
      from: { path: '^(shared|main|renderer)/', pathNot: TEST },
      to: { path: '/testing/' },
    },
    {
      name: 'shipped-code-uses-shipped-packages',
      comment: 'a devDependency is not there in the packaged app',
      severity: 'error',
      from: { path: '^(shared|main|renderer)/', pathNot: TEST },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: ['node_modules/electron/', 'node_modules/@types/'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out)/|^build/bench/competitors' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'build/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
    cache: false,
  },
};
