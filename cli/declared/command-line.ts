import type { Command } from 'commander';
import type { CommonOptions } from '../context.ts';

/**
 * What the declaration of a command needs. The code of a command is loaded when it is called, so that the
 * help is fast.
 */
export interface CommandLine {
  /** Declares a command of `attache`, or of another command. */
  command(nameAndArguments: string, description: string, parent?: Command): Command;
  /** The options that every command has, as the user gave them. */
  common(): CommonOptions;
  /** Uses the exit code that the command's work returns. */
  ends(work: Promise<number>): Promise<void>;
}
