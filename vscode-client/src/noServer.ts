/** There is no server to start; the message is for the person. */
export class NoServer extends Error {}
