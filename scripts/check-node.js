// Plain JavaScript on purpose: it has to run, and to explain itself, under a Node that is too old for everything else.
const required = 24;
const found = Number(process.versions.node.split('.')[0]);
if (found < required) {
  console.error(
    `OpenRSP needs Node ${required} or newer, this is Node ${process.versions.node}. Run ./openrsp, which brings its own.`,
  );
  process.exit(1);
}
