/** Why a command can't do what it was asked for, said for the person who typed it. */
export class CommandFault extends Error {}
