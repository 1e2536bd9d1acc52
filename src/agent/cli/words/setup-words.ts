import type { Words } from "../../leaf/language.ts";

/** What the set-up asks and tells. */
export const setupWords = {
  hello: {
    en: "mfp-agent setup. Enter takes the answer in brackets; Ctrl-C ends it and changes nothing.",
    uk: "Налаштування mfp-agent. Enter приймає відповідь у дужках; Ctrl-C завершує, нічого не змінюючи.",
  },
  present: { en: "Present configuration: {file}", uk: "Наявна конфігурація: {file}" },
  "ask.siteName": { en: "Name of the site", uk: "Назва об’єкта" },
  "ask.centralUrl": {
    en: "Address of the central service (- for none)",
    uk: "Адреса центрального сервісу (- якщо немає)",
  },
  "ask.enrolmentCode": {
    en: "One-time code of the site (- : enrol later)",
    uk: "Одноразовий код об’єкта (- : підключити пізніше)",
  },
  "ask.enrolmentCodeKept": {
    en: "One-time code (Enter: stay enrolled as {agent})",
    uk: "Одноразовий код (Enter: лишити підключення {agent})",
  },
  "ask.proxyUrl": { en: "Proxy on the way there (- for none)", uk: "Проксі дорогою туди (- якщо немає)" },
  "ask.ranges": {
    en: "Ranges to search, as in 192.168.1.0/24, 10.0.5.10-50",
    uk: "Діапазони для пошуку, як-от 192.168.1.0/24, 10.0.5.10-50",
  },
  proposed: {
    en: "  This machine is in {range}: {addresses} addresses, about {seconds} s",
    uk: "  Мережа цієї машини {range}: адрес {addresses}, близько {seconds} с",
  },
  "ask.own": {
    en: "{addresses} is no private network. Is it your own? y/N",
    uk: "{addresses} — не приватна мережа. Вона ваша? т/Н",
  },
  "ask.broad": {
    en: "That is a broad search: {addresses} addresses, about {seconds} s each time. Go on? y/N",
    uk: "Це широкий пошук: адрес {addresses}, щоразу близько {seconds} с. Продовжити? т/Н",
  },
  "ask.access": { en: "SNMP in {range}: 2c or 3", uk: "SNMP у {range}: 2c або 3" },
  accessPresent: { en: "as now: {names}", uk: "як зараз: {names}" },
  accessAbove: { en: "as above", uk: "як вище" },
  "ask.community": {
    en: "  Read community (not shown; Enter: public)",
    uk: "  Спільнота читання (не показується; Enter: public)",
  },
  "ask.v3User": { en: "  SNMPv3 read user", uk: "  Користувач читання SNMPv3" },
  "ask.v3Context": { en: "  Its context (- : none)", uk: "  Його контекст (- : немає)" },
  "ask.v3Auth": { en: "  Authentication (- : none)", uk: "  Автентифікація (- : немає)" },
  "ask.v3AuthKey": { en: "  Its password (not shown)", uk: "  Її пароль (не показується)" },
  "ask.v3Priv": { en: "  Encryption (- : none)", uk: "  Шифрування (- : немає)" },
  "ask.v3PrivKey": { en: "  Its password (not shown)", uk: "  Його пароль (не показується)" },
  "ask.proxyPassword": {
    en: "  Password of the proxy (not shown)",
    uk: "  Пароль проксі (не показується)",
  },
  "ask.siNumbersFile": {
    en: "CSV with the columns serial and si (- for none)",
    uk: "CSV зі стовпцями serial і si (- якщо немає)",
  },
  "ask.si": {
    en: "SI number of {model}, {serial} at {address} (Enter: not known, - : no more)",
    uk: "Номер SI для {model}, {serial}, {address} (Enter: невідомо, - : досить)",
  },
  "ask.showAll": { en: "Show every byte of it? y/N", uk: "Показати кожен байт? т/Н" },
  "ask.goOn": { en: "Send this and keep the settings? Y/n", uk: "Надіслати це та зберегти налаштування? Т/н" },
  "ask.keep": { en: "Keep the settings? Y/n", uk: "Зберегти налаштування? Т/н" },
  "ask.bundle": { en: "Write it? Y/n", uk: "Записати? Т/н" },
  "ask.wipe": { en: "Wipe it? y/N", uk: "Стерти? т/Н" },
  proxyNoticed: { en: "The environment names a proxy: {proxy}", uk: "Середовище називає проксі: {proxy}" },
  proxyNoticedPassword: {
    en: "The environment names a proxy: {proxy}, with a password, which goes to the secrets",
    uk: "Середовище називає проксі: {proxy}, з паролем, який буде в секретах",
  },
  rangeSize: { en: "  {addresses} addresses, about {seconds} s", uk: "  Адрес: {addresses}, близько {seconds} с" },
  searching: { en: "Searching …", uk: "Пошук …" },
  notRead: {
    en: "{address} was found and could not be read: {reason}",
    uk: "{address} знайдено, але не зчитано: {reason}",
  },
  nothingFound: {
    en: "No Konica Minolta answered. mfp-agent doctor --device ADDRESS finds why; the settings can be kept all the same.",
    uk: "Жодна Konica Minolta не відповіла. Причину знайде mfp-agent doctor --device АДРЕСА; налаштування можна зберегти й так.",
  },
  preview: {
    en: "This will leave the network, to {host} and nowhere else:",
    uk: "Ось що залишить мережу, лише до {host}:",
  },
  previewWithoutCode: {
    en: "Without a one-time code nothing leaves the network.",
    uk: "Без одноразового коду ніщо не залишить мережу.",
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
  nothingToSend: { en: "Nothing waits to be sent.", uk: "Немає чого надсилати." },
  enrolled: { en: "Enrolled as {agent}, site {site}.", uk: "Підключено як {agent}, об’єкт {site}." },
  uploaded: {
    en: "Central confirmed {accepted} records at {time}.",
    uk: "Сервіс підтвердив записів: {accepted}, час {time}.",
  },
  notTaken: {
    en: "Central did not take the first upload: {reason}",
    uk: "Сервіс не прийняв першого надсилання: {reason}",
  },
  "ask.keepUnsent": {
    en: "Keep the settings all the same? The agent will try again. y/N",
    uk: "Усе ж зберегти налаштування? Агент спробує ще. т/Н",
  },
  notEnrolled: {
    en: "Not enrolled yet: readings are kept; setup with a code sends them.",
    uk: "Ще не підключено: зчитування зберігаються; setup із кодом їх надішле.",
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
  yes: { en: "y yes", uk: "т так" },
  wrong: { en: "Not right: {reason}", uk: "Не так: {reason}" },
  ended: { en: "Ended; nothing was changed.", uk: "Завершено; нічого не змінено." },
} as const satisfies Record<string, Words>;
export type SetupKey = keyof typeof setupWords;
