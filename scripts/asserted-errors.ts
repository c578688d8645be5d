import ts from 'typescript';

/** Names of the custom errors that a test's code asserts: those written out in calls `….revertedWithCustomError(contract, 'Name')`. */
export function assertedErrors(source: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'revertedWithCustomError'
    ) {
      const [, name] = node.arguments;
      if (name !== undefined && ts.isStringLiteralLike(name)) names.add(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('test.ts', source, ts.ScriptTarget.Latest));
  return names;
}
