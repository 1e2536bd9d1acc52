import type { Words } from "../../leaf/language.ts";

/** What the set-up asks and tells. */
export const setupWords = {
  hello: {
    en: "mfp-agent setup. Enter takes the answer in brackets; Ctrl-C ends it and changes nothing.",
    uk: "Налаштування mfp-agent. Enter приймає відповідь у дужках; Ctrl-C завершує, нічого не змінюючи.",
  },
  present: { en: "Present configuration: {file}", uk: "Наявна конфігурація: {file}" },
  none: { en: "none", uk: "немає" },
  "ask.siteName": { en: "Name of the site", uk: "Назва об’єкта" },
  "ask.centralUrl": {
    en: "Address of the central service (- for none)",
    uk: "Адреса центрального сервісу (- якщо немає)",
  },
  "ask.enrolmentCode": { en: "One-time code of the site", uk: "Одноразовий код об’єкта" },
  "ask.enrolmentCodeKept": {
    en: "One-time code (Enter: stay enrolled as {agent})",
    uk: "Одноразовий код (Enter: лишити підключення {agent})",
  },
  "ask.proxyUrl": { en: "Proxy on the way there (- for none)", uk: "Проксі дорогою туди (- якщо немає)" },
  "ask.ranges": { en: "Ranges to search, separated by commas", uk: "Діапазони для пошуку через кому" },
  "ask.community": { en: "SNMP community there", uk: "Спільнота SNMP у них" },
  "ask.siNumbersFile": {
    en: "CSV with the columns serial and si (- for none)",
    uk: "CSV зі стовпцями serial і si (- якщо немає)",
  },
  "ask.si": {
    en: "SI number of {model}, serial {serial} (Enter: not known)",
    uk: "Номер SI для {model}, серійний {serial} (Enter: невідомо)",
  },
  "ask.showAll": { en: "Show every byte of it? y/N", uk: "Показати кожен байт? y/N" },
  "ask.goOn": { en: "Send this and keep the settings? Y/n", uk: "Надіслати це та зберегти налаштування? Y/n" },
  "ask.keep": { en: "Keep the settings? Y/n", uk: "Зберегти налаштування? Y/n" },
  "ask.bundle": { en: "Write it? Y/n", uk: "Записати? Y/n" },
  "ask.wipe": { en: "Wipe it? y/N", uk: "Стерти? y/N" },
  proxyNoticed: { en: "The environment names a proxy: {proxy}", uk: "Середовище називає проксі: {proxy}" },
  rangeSize: { en: "{addresses} addresses, about {seconds} s", uk: "Адрес: {addresses}, близько {seconds} с" },
  searching: { en: "Searching …", uk: "Пошук …" },
  reading: { en: "Reading {count} devices …", uk: "Зчитування пристроїв: {count} …" },
  notRead: {
    en: "{address} was found and could not be read: {reason}",
    uk: "{address} знайдено, але не зчитано: {reason}",
  },
  nothingFound: {
    en: "No Konica Minolta answered. mfp-agent doctor --device ADDRESS finds why; the settings can be kept all the same.",
    uk: "Жодна Konica Minolta не відповіла. Причину знайде mfp-agent doctor --device АДРЕСА; налаштування можна зберегти й так.",
  },
  silentKnown: { en: "Known from before and silent now: {names}", uk: "Відомі раніше, зараз мовчать: {names}" },
  preview: {
    en: "This will leave the network, to {host} and nowhere else:",
    uk: "Ось що залишить мережу, лише до {host}:",
  },
  previewEnrolment: {
    en: "  enrolment: the code, the version {version}, the host name {hostName}, the public half of a new signing key",
    uk: "  підключення: код, версія {version}, ім’я машини {hostName}, відкрита половина нового ключа підпису",
  },
  previewBatch: {
    en: "  first upload: {records} records, {bytes} bytes ({packed} compressed): counters, supplies, status, model, serial, addresses of the devices",
    uk: "  перше надсилання: записів {records}, {bytes} байт (стиснуто {packed}): лічильники, витратні, стан, модель, серійний номер, адреси пристроїв",
  },
  previewNever: {
    en: "  never: documents, job names, user names, address books",
    uk: "  ніколи: документи, назви завдань, імена користувачів, адресні книги",
  },
  enrolled: { en: "Enrolled as {agent}, site {site}.", uk: "Підключено як {agent}, об’єкт {site}." },
  uploaded: {
    en: "Central confirmed {accepted} records at {time}.",
    uk: "Сервіс підтвердив записів: {accepted}, час {time}.",
  },
  uploadLater: {
    en: "An agent runs with this state folder; it uploads by itself after its next start.",
    uk: "З цією текою стану вже працює агент; він надішле дані сам після наступного запуску.",
  },
  kept: { en: "Settings kept in {file}.", uk: "Налаштування збережено у {file}." },
  startIt: {
    en: "Start it: mfp-agent run --config {file}  (or: systemctl restart mfp-agent)",
    uk: "Запуск: mfp-agent run --config {file}  (або: systemctl restart mfp-agent)",
  },
  wrong: { en: "Not right: {reason}", uk: "Не так: {reason}" },
  ended: { en: "Ended; nothing was changed.", uk: "Завершено; нічого не змінено." },
} as const satisfies Record<string, Words>;
export type SetupKey = keyof typeof setupWords;
