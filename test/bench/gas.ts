// Prints what calls of the contracts cost, as JSON: run by `openrsp bench`.
import { measureGas } from '../contracts/gas.ts';

console.log(JSON.stringify(await measureGas()));
