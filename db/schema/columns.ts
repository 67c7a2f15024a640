/** Time in milliseconds since the epoch, UTC, from `context.clock()`. */
export type Milliseconds = number;
/** A JSON document as text: read and written whole, never queried into. */
export type Json = string;
