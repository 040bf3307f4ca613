import type { Command } from 'commander';

/** The reference of a command line as Markdown: every command with its arguments and options. */
export function commandReference(program: Command): string {
  return [
    '# Commands',
    '',
    `What \`${program.name()} COMMAND --help\` says, on one page.`,
    '',
    ...leaves(program).flatMap(({ path, command }) => section(path, command)),
  ].join('\n');
}

/** The commands that do something, in order: those that only hold others are left out. */
function leaves(program: Command, path = program.name()): { path: string; command: Command }[] {
  return program.commands.flatMap((command) => {
    const name = `${path} ${command.name()}`;
    return command.commands.length > 0 ? leaves(command, name) : [{ path: name, command }];
  });
}

function section(path: string, command: Command): string[] {
  const words = command.registeredArguments.map((argument) => {
    const word = `${argument.name()}${argument.variadic ? '…' : ''}`;
    return argument.required ? `<${word}>` : `[${word}]`;
  });
  const help = command.createHelp();
  const rows = [
    ...command.registeredArguments.map((argument) => [
      `\`${argument.name()}\``,
      help.argumentDescription(argument),
    ]),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map((option) => [`\`${option.flags}\``, help.optionDescription(option)]),
  ];
  const description = command.description();
  return [
    `## ${path}`,
    '',
    `\`${[path, ...words, '[options]'].join(' ')}\``,
    '',
    `${description.charAt(0).toUpperCase()}${description.slice(1)}.`,
    '',
    ...(rows.length === 0 ? [] : ['| argument or option | meaning |', '| --- | --- |']),
    ...rows.map(([name = '', meaning = '']) => `| ${cell(name)} | ${cell(meaning)} |`),
    '',
  ];
}

/** Text that stays text in a table of a page that Vue compiles. */
export function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replace(
      /(`[^`]*`)|([<>{}])/g,
      (_, code: string | undefined, sign: string) =>
        code ?? { '<': '&lt;', '>': '&gt;', '{': '&#123;', '}': '&#125;' }[sign] ?? sign,
    )
    .replaceAll('\n', ' ');
}
