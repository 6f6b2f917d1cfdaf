export { default } from '@deepsentinel/jest-preset';
