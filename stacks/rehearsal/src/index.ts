export { policy } from './policy/policy.ts';
export { violations } from './policy/rule.ts';
export {
  type Environment,
  environments,
  rehearseStacks,
  type StackFolder,
  stackFolders,
} from './rehearse-stacks.ts';
export { resourceTable } from './resource-table.ts';
