const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Visitor } = require('@swc/core/Visitor.js');

// swc parses `using`, but its visitor, which dependency-cruiser walks the tree with, does not know the statement.
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  return this.visitVariableDeclaration({ ...statement, declarations: statement.decls });
};

const tests = '\\.test\\.ts$|^(packages|stacks|images)/[^/]+/src/testing/|^stacks/[^/]+/test/|^testing/';
const sqlPackages = 'node_modules/(kysely|pg|pgvector|@electric-sql/[^/]+)/';
const awsPackages = 'node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools|aws-lambda)/';

/**
 * Workspace packages are linked source, which dependency-cruiser does not recognize as a development dependency; so
 * there is a rule for each package that has such ones.
 */
const workspaceDevDependencies = readdirSync(join(__dirname, 'packages')).flatMap((name) => {
  const manifest = JSON.parse(readFileSync(join(__dirname, 'packages', name, 'package.json'), 'utf8'));
  const internal = Object.keys(manifest.devDependencies ?? {}).filter((it) =>
    it.startsWith('@deepsentinel/'),
  );
  if (internal.length === 0) return [];
  const folders = internal.map((it) => it.replace('@deepsentinel/', ''));
  return {
    name: 'no-dev-dependencies-in-product-code',
    comment: `Product code of ${name} imports a package that only its tests may use.`,
    severity: 'error',
    from: { path: `^packages/${name}/src/`, pathNot: tests },
    to: { path: `^(packages|testing)/(${folders.join('|')})/` },
  };
});

/** What may import what. `npm run boundaries` checks it. @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports the module and it imports nothing: it is dead or was forgotten.',
      severity: 'error',
      from: { orphan: true, pathNot: ['^examples/', '/src/index\\.ts$', '\\.d\\.ts$', tests] },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere: a wrong path, or a dependency that is not installed.',
      severity: 'error',
      from: {},
      // A package of types only.
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
    {
      name: 'declared-dependencies',
      comment: 'The package imports something that its package.json does not name.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'packages-through-their-index',
      comment: 'Other packages may use only what src/index.ts exports, by the package name.',
      severity: 'error',
      from: { path: '^((?:packages|testing|stacks|images)/[^/]+|[^/]+)/' },
      to: {
        path: '^(packages|testing)/',
        pathNot: [
          '^$1/',
          '^(packages|testing)/[^/]+/src/index\\.ts$',
          '^packages/[^/]+/src/testing/index\\.ts$',
          '^packages/db-schema/src/rds/index\\.ts$',
          '^packages/inference-core/src/visits/index\\.ts$',
          '^packages/batch-runner/src/bedrock/index\\.ts$',
          '^testing/test-kit/src/[^/]+/index\\.ts$',
          '^testing/jest-preset/',
        ],
      },
    },
    {
      name: 'packages-by-their-name',
      comment: 'A relative path into another package hides the dependency from its package.json.',
      severity: 'error',
      from: { path: '^((?:packages|testing|stacks|images)/[^/]+|[^/]+)/' },
      to: { path: '^(packages|testing|stacks)/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'inference-core-is-pure',
      comment:
        'inference-core is usable by other services: no AWS, no SQL, none of our packages but model-pack and the vocabulary of queue-contracts.',
      severity: 'error',
      from: { path: '^packages/inference-core/src/', pathNot: tests },
      to: {
        path: ['^(packages|testing)/', awsPackages, sqlPackages],
        pathNot: '^packages/(inference-core|model-pack|queue-contracts)/',
      },
    },
    {
      name: 'inference-core-tests-are-pure',
      comment:
        'The tests of inference-core may add only packs of models, what writes them, and test footage.',
      severity: 'error',
      from: { path: '^packages/inference-core/', pathNot: '^packages/inference-core/jest\\.config' },
      to: {
        path: ['^(packages|testing)/', awsPackages, sqlPackages],
        pathNot: [
          '^packages/(inference-core|model-pack|queue-contracts|embedded-pack|onnx-writer)/',
          '^testing/(synthetic-pack|test-kit/src/footage|jest-preset)/',
        ],
      },
    },
    {
      name: 'leaves',
      comment: 'model-pack and queue-contracts say what travels between the others; they know none of them.',
      severity: 'error',
      from: { path: '^packages/(model-pack|queue-contracts)/src/' },
      to: { path: '^(packages|testing)/', pathNot: '^packages/$1/' },
    },
    {
      name: 'sql-only-in-db-schema',
      comment: 'db-schema is the only place with SQL.',
      severity: 'error',
      from: { pathNot: '^packages/db-schema/' },
      to: { path: sqlPackages },
    },
    {
      name: 'only-the-program-reads-config',
      comment: 'Components take arguments: of the configuration they may use the type.',
      severity: 'error',
      from: { path: '^stacks/[^/]+/', pathNot: '^stacks/[^/]+/index\\.ts$' },
      to: { path: '^stacks/[^/]+/config\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'stacks-refer-by-outputs',
      comment: 'A stack knows the type of what another exports, and reads the values through its outputs.',
      severity: 'error',
      from: { path: '^stacks/([^/]+)/' },
      to: { path: '^stacks/', pathNot: '^stacks/($1|kit)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-the-stacks',
      comment: 'Packages do not know how they are deployed.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^stacks/' },
    },
    {
      name: 'pulumi-only-in-stacks',
      comment: 'Only stacks, and the packages that they are made of, know Pulumi.',
      severity: 'error',
      from: { pathNot: '^(stacks|testing/pulumi-engine)/' },
      to: { path: 'node_modules/@pulumi/' },
    },
    {
      name: 'nothing-imports-the-command',
      comment: 'cli puts the others together; what two of them need belongs into one of those.',
      severity: 'error',
      from: { pathNot: '^packages/cli/' },
      to: { path: '^packages/cli/' },
    },
    {
      name: 'no-tests-in-product-code',
      comment: 'Product code runs without its tests.',
      severity: 'error',
      from: { pathNot: [tests, '/jest\\.config\\.mjs$', '^(bench|stacks/rehearsal)/'] },
      to: { path: tests },
    },
    {
      name: 'no-dev-dependencies-in-product-code',
      comment: 'What product code imports belongs into "dependencies".',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'npm-peer', 'type-only'] },
    },
    ...workspaceDevDependencies,
  ],
  options: {
    parser: 'swc',
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|coverage|\\.turbo)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json', '.node'],
    },
  },
};
