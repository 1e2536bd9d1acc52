import type { Words } from "../../leaf/language.ts";

/** Complaints of the command line's parser, which says them in English. A sentence that is part of another comes after it. */
export const parserSentences: readonly Words[] = [
  { en: "error: {what}", uk: "помилка: {what}" },
  { en: "(Did you mean one of {words}?)", uk: "(Можливо, одне з {words}?)" },
  { en: "(Did you mean {word}?)", uk: "(Можливо, {word}?)" },
  { en: "unknown option '{flag}'", uk: "невідомий параметр '{flag}'" },
  {
    en: "unknown command '{name}'; there is {names}",
    uk: "невідома команда '{name}'; є {names}",
  },
  { en: "unknown command '{name}'", uk: "невідома команда '{name}'" },
  { en: "missing required argument '{name}'", uk: "бракує аргументу '{name}'" },
  { en: "option '{flags}' argument missing", uk: "параметру '{flags}' бракує значення" },
  { en: "required option '{flags}' not specified", uk: "бракує обов’язкового параметра '{flags}'" },
  {
    en: "option '{flags}' cannot be used with option '{others}'",
    uk: "параметр '{flags}' не поєднується з '{others}'",
  },
  {
    en: "option '{flags}' argument '{value}' is invalid. Allowed choices are {choices}.",
    uk: "параметр '{flags}' не приймає '{value}'; можна: {choices}.",
  },
  {
    en: "command-argument value '{value}' is invalid for argument '{name}'. Allowed choices are {choices}.",
    uk: "аргумент '{name}' не приймає '{value}'; можна: {choices}.",
  },
  {
    en: "too many arguments for '{command}'. Expected {expected} but got {received}: {details}.",
    uk: "забагато аргументів для '{command}': {details}.",
  },
  {
    en: "too many arguments. Expected {expected} but got {received}: {details}.",
    uk: "забагато аргументів: {details}.",
  },
];
