import type { Words } from "../../leaf/language.ts";

/** Words of the commands that hand something in, and of those that look at log and ledger. */
export const dailyWords = {
  "command.stock": {
    en: "tell the service how many spare cartridges of a device are on the shelf",
    uk: "повідомити сервіс, скільки запасних картриджів пристрою є на складі",
  },
  "command.request": {
    en: "hand in a request for toner or repair, with the contact of a person",
    uk: "подати заявку на тонер або ремонт із контактом людини",
  },
  "command.logs": { en: "show the agent's log", uk: "показати журнал агента" },
  "command.ledger": {
    en: "show what left this network: when, to whom, how many bytes",
    uk: "показати, що вийшло з цієї мережі: коли, куди, скільки байтів",
  },
  "command.reload": {
    en: "have the running agent read its configuration again; what it changed stands in the log",
    uk: "агент, що працює, перечитає конфігурацію; що змінилося, покаже журнал",
  },
  "command.completion": {
    en: "print the script by which a shell completes these commands",
    uk: "вивести сценарій, за яким оболонка доповнює ці команди",
  },
  "argument.stock": {
    en: "color and count, as in black=2 or K=2; what is not named stays as declared before",
    uk: "колір і кількість, як-от black=2 чи K=2; неназване лишається, як було заявлено",
  },
  "argument.what": { en: "what is wanted", uk: "що потрібно" },
  "argument.shell": { en: "for which shell", uk: "для якої оболонки" },
  "option.text": { en: "what is wanted, in your words", uk: "що потрібно, своїми словами" },
  "option.contact": { en: "name and telephone or e-mail of a person", uk: "ім’я та телефон чи e-mail людини" },
  "option.color": { en: "color of the toner", uk: "колір тонера" },
  "option.follow": { en: "go on with what comes, until Ctrl-C", uk: "показувати нове до Ctrl-C" },
  "option.code": {
    en: "only this event code, or all that begin with it: upload",
    uk: "лише цей код події або всі, що з нього починаються: upload",
  },
  "option.since": { en: "90m, 2h, 7d ago, or a date", uk: "90m, 2h, 7d тому або дата" },
  stockDeclared: { en: "{device}, spare: {shelf}.", uk: "{device}, запас: {shelf}." },
  requestHandedIn: { en: "Request for {device} handed in.", uk: "Заявку на {device} подано." },
  wishTaken: {
    en: "The agent has taken it and sends it with its next upload.",
    uk: "Агент прийняв це й надішле з наступним передаванням.",
  },
  wishKept: {
    en: "It is kept; the agent takes it as soon as it runs.",
    uk: "Це збережено; агент візьме його, щойно запрацює.",
  },
  reloaded: {
    en: "The agent has read its configuration again; mfp-agent logs --code config tells what changed.",
    uk: "Агент перечитав конфігурацію; що змінилося, покаже mfp-agent logs --code config.",
  },
  ledgerEmpty: { en: "Nothing has left this network yet.", uk: "З цієї мережі ще нічого не виходило." },
  ledgerTotal: {
    en: "{bytes} bytes in all, compressed, without the envelope of HTTP and TLS.",
    uk: "Разом байтів: {bytes}, стиснуто, без обгортки HTTP і TLS.",
  },
  when: { en: "When", uk: "Коли" },
  host: { en: "To", uk: "Куди" },
  recordsHead: { en: "Records", uk: "Записів" },
  bytesHead: { en: "Bytes", uk: "Байтів" },
  outcome: { en: "Outcome", uk: "Результат" },
  "ledger.upload": { en: "upload", uk: "передавання" },
  "ledger.enrolment": { en: "enrolment", uk: "підключення" },
  "ledger.goodbye": { en: "goodbye", uk: "прощання" },
  "ledger.export": { en: "file carried by hand", uk: "файл, перенесений вручну" },
  "ledger.written": { en: "written", uk: "записано" },
  "ledger.taken": { en: "taken", uk: "прийнято" },
} as const satisfies Record<string, Words>;
