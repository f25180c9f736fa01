/**
 * Loaded before dependency-cruiser, for two things that it does not ask of swc: to read JSX, which
 * is a syntax error otherwise, and to leave out types of Node's own modules, which touch no machine.
 */
import swc from '@swc/core';

const { parseFileSync } = swc;
swc.parseFileSync = (path, options) => {
  const module = parseFileSync(path, { ...options, tsx: path.endsWith('x') });
  return { ...module, body: module.body.filter((item) => !isTypeOfNode(item)) };
};

function isTypeOfNode(item) {
  const isImport = item.type === 'ImportDeclaration';
  return isImport && item.typeOnly && item.source.value.startsWith('node:');
}
