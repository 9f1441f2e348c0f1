import type { Argv } from 'yargs';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { oneOf } from '../values.ts';

/** `oneplan completion`: a script that completes commands and options in a shell. */
export const completionCommand: Command = (cli, chosen) =>
  cli.command(
    'completion [shell]',
    'a script that completes commands and options: bash or zsh',
    (command: Argv) =>
      command
        .positional('shell', {
          type: 'string',
          default: 'bash',
          coerce: (given: unknown) => oneOf(['bash', 'zsh'])('completion', String(given)),
        })
        .example('$0 completion bash > /etc/bash_completion.d/oneplan', 'for every user'),
    ({ shell }) =>
      chosen(async (io) => {
        io.out(shell === 'zsh' ? ZSH : BASH);
        return EXIT.done;
      }),
  );

/** The command line itself says what may follow: `--get-yargs-completions WORDS`. */
const BASH = `# bash completion of oneplan
_oneplan_completion() {
  local current="\${COMP_WORDS[COMP_CWORD]}"
  local words=("\${COMP_WORDS[@]}")
  mapfile -t COMPREPLY < <(compgen -W "$(oneplan --get-yargs-completions "\${words[@]}" 2>/dev/null)" -- "$current")
  [ \${#COMPREPLY[@]} -eq 0 ] && mapfile -t COMPREPLY < <(compgen -f -- "$current")
}
complete -o bashdefault -o default -F _oneplan_completion oneplan
`;

const ZSH = `#compdef oneplan
# zsh completion of oneplan
_oneplan_completion() {
  local reply
  local IFS=$'\\n'
  reply=($(COMP_CWORD="$((CURRENT-1))" COMP_LINE="$BUFFER" COMP_POINT="$CURSOR" oneplan --get-yargs-completions "\${words[@]}" 2>/dev/null))
  if (( \${#reply} )); then _describe 'oneplan' reply; else _files; fi
}
compdef _oneplan_completion oneplan
`;
