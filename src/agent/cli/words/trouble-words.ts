import type { Words } from "../../leaf/language.ts";

/**
 * What to do about each error of the agent, by its code, for a person who does not read English. The error's own line
 * names file and place and stays as it is, so that the help desk finds it in the log.
 */
export const troubleRemedies = {
  "wish-not-kept": {
    en: "Run the command as the user of the agent.",
    uk: "Виконайте команду від імені користувача агента.",
  },
  "wish-refused": {
    en: "Restart the agent, and give the command again.",
    uk: "Перезапустіть агента й повторіть команду.",
  },
  "stock-unreadable": {
    en: "Write a color and a count, as in black=2.",
    uk: "Напишіть колір і кількість запасних картриджів, як-от black=2.",
  },
  "request-unreadable": {
    en: "A text of at most 2000 characters and a contact of 1 to 255; only toner needs no text.",
    uk: "Текст заявки — до 2000 символів, контакт — від 1 до 255; лише для тонера текст не потрібен.",
  },
  "moment-unreadable": { en: "Write how long ago, or a date.", uk: "Напишіть, як давно (90m, 2h, 7d), або дату." },
  "log-unreadable": {
    en: "Run the command as the user of the agent.",
    uk: "Виконайте команду від імені користувача агента: sudo -u mfp-agent mfp-agent logs",
  },
  "log-missing": {
    en: "Under systemd: journalctl -u mfp-agent.",
    uk: "Під systemd журнал веде journald: journalctl -u mfp-agent. Інакше запустіть агента: mfp-agent run.",
  },
  "color-unknown": { en: "Name a color of the device's toners.", uk: "Назвіть колір тонера цього пристрою." },
  "agent-not-running": {
    en: "Start it: mfp-agent run --config FILE.",
    uk: "Запустіть агента: mfp-agent run --config ФАЙЛ; під час запуску він читає конфігурацію.",
  },
  "agent-never-ran": {
    en: "Start it: mfp-agent run --config FILE.",
    uk: "Запустіть агента: mfp-agent run --config ФАЙЛ. Якщо він працює від іншого користувача, виконайте команду від нього.",
  },
  "central-address-invalid": {
    en: "Write the address of central as https://host[:port]/path.",
    uk: "Запишіть адресу сервісу як https://host[:port]/path; http можна лише для цієї машини.",
  },
  "config-invalid": {
    en: "Correct the named settings.",
    uk: "Виправте названі параметри; зразок — config/mfp-agent.example.json.",
  },
  "config-missing": {
    en: "Run mfp-agent setup.",
    uk: "Файлу немає: виконайте mfp-agent setup або вкажіть правильний шлях.",
  },
  "config-not-named": {
    en: "Give --config FILE.",
    uk: "Додайте --config ФАЙЛ або змінну MFP_AGENT_CONFIG; без них файл шукається на звичних місцях, їх називає README.",
  },
  "config-open": { en: "chmod 600 the file.", uk: "Конфігурацію може змінити будь-хто: chmod 600 для файлу." },
  "config-unreadable": {
    en: "Correct the named place, or the permissions of the file.",
    uk: "Файл не читається або не є JSON: виправте назване місце чи права доступу.",
  },
  "credential-damaged": { en: "Enrol this agent again.", uk: "Підключіть агента знову з новим кодом." },
  "credential-open": {
    en: "chmod 600 the file; if others had access, enrol again.",
    uk: "chmod 600 для файлу; якщо сторонні мали доступ, підключіть агента знову.",
  },
  unconfirmed: { en: "--yes confirms.", uk: "Без термінала підтвердження дає --yes." },
  "goodbye-failed": {
    en: "Nothing was wiped.",
    uk: "Нічого не стерто. --without-goodbye стирає попри це, і дані, що очікують, буде втрачено.",
  },
  "device-ambiguous": {
    en: "Name one of them by its serial number, or by its address with the port.",
    uk: "Назвіть один із них за серійним номером або за адресою з портом.",
  },
  "device-unknown": {
    en: "mfp-agent devices lists the devices.",
    uk: "mfp-agent devices показує всі пристрої; mfp-agent doctor --device знайде, чому пристрій не видно.",
  },
  "export-what": {
    en: "Give --to FILE, --page FILE or --acknowledged FILE.",
    uk: "Додайте --to ФАЙЛ, --page ФАЙЛ або --acknowledged ФАЙЛ.",
  },
  "client-certificate": {
    en: "Name both files, certificate and key, in PEM; chmod 600 the key.",
    uk: "Вкажіть обидва файли, сертифікат і ключ, у форматі PEM; для ключа — chmod 600.",
  },
  "export-month": {
    en: "Give a month that has ended, as in 2026-10; its readings are there once a device was read after it.",
    uk: "Вкажіть місяць, який закінчився, як-от 2026-10; показники з'являються після першого опитування по його закінченні.",
  },
  "disk-full": { en: "Free disk space.", uk: "Звільніть місце на диску." },
  "file-unreadable": {
    en: "Correct the path or the permissions.",
    uk: "Виправте шлях у конфігурації або права доступу.",
  },
  "file-unwritable": { en: "Correct the path or the permissions.", uk: "Виправте шлях або права доступу." },
  "host-wrong": { en: "Give one address or name.", uk: "Вкажіть одну адресу, як-от 192.168.1.20, або ім’я." },
  "language-unknown": { en: "Use en or uk.", uk: "Вкажіть en або uk." },
  "mib-file-unreadable": { en: "Install the program again.", uk: "Файли програми неповні: встановіть її знову." },
  "mib-file-wrong": { en: "Correct the named line.", uk: "Виправте названий рядок профілю." },
  "name-unknown": {
    en: "Use the address, or check the name server.",
    uk: "Вкажіть адресу замість імені або перевірте DNS цієї машини.",
  },
  "receipt-wrong": {
    en: "Give the receipt that mfp-agent-central import wrote for an export of this agent.",
    uk: "Вкажіть квитанцію, яку mfp-agent-central import записав для експорту саме цього агента.",
  },
  "signing-key-damaged": {
    en: "Put the key back from a copy, or delete it and tell central to trust the new one.",
    uk: "Відновіть ключ із копії або видаліть його й попросіть сервіс довіряти новому.",
  },
  "outbox-busy": { en: "Give the command again.", uk: "Повторіть команду." },
  "outbox-damaged": {
    en: "Start the agent: it saves what can be read.",
    uk: "Запустіть агента: він відкладе пошкоджений файл і врятує все, що читається.",
  },
  "outbox-disk-full": { en: "Free disk space.", uk: "Звільніть місце на диску." },
  "outbox-io": { en: "Check the disk.", uk: "Перевірте диск." },
  "outbox-newer": {
    en: "Start the newer agent again.",
    uk: "Буфер записав новіший агент: запустіть новішу версію.",
  },
  "process-weakened": {
    en: "It would let others read or change what the agent sends to central. Start it without.",
    uk: "Так сторонні могли б читати чи змінювати те, що агент надсилає сервісу. Запустіть без цього.",
  },
  "outbox-read-only": { en: "Make the disk writable.", uk: "Диск не приймає запис: перевірте його та права доступу." },
  "page-not-possible": {
    en: "Set statusPage.port to a free port.",
    uk: "Задайте вільний порт у statusPage.port (0 — будь-який) або вимкніть сторінку.",
  },
  "page-password-missing": {
    en: "Put statusPagePassword into the secrets file.",
    uk: "Сторінка без пароля в мережу не виходить: додайте statusPagePassword (щонайменше 12 символів) у файл секретів.",
  },
  "port-taken": {
    en: "Set statusPage.port to a free port.",
    uk: "Порт зайняла інша програма: задайте вільний у statusPage.port (0 — будь-який).",
  },
  "range-wrong": {
    en: "mfp-agent discover --help shows the forms.",
    uk: "Форми діапазонів показує mfp-agent discover --help; власний публічний діапазон треба підтвердити.",
  },
  "range-empty": {
    en: "Name addresses beside those with an exclamation mark.",
    uk: "Назвіть адреси й крім тих, що зі знаком оклику.",
  },
  "range-broad": {
    en: "--broad says yes to that.",
    uk: "Пошук широкий; --broad підтверджує його.",
  },
  "credential-unknown": {
    en: "Name one of those.",
    uk: "Виберіть одну з названих.",
  },
  "credential-outside": {
    en: "--outside says yes to that.",
    uk: "Чужі пристрої їх почують; --outside підтверджує це.",
  },
  "host-outside": {
    en: "--credential NAME or --community NAME says how to ask there.",
    uk: "Додайте --credential НАЗВА або --community НАЗВА, щоб сказати, як питати там.",
  },
  "quick-credential": {
    en: "--credential NAME or --community NAME says which.",
    uk: "Додайте --credential НАЗВА або --community НАЗВА.",
  },
  "quick-user": {
    en: "Search without --quick.",
    uk: "Широкомовний запит можливий лише зі спільнотою; шукайте без --quick.",
  },
  "quick-elsewhere": {
    en: "Search without --quick.",
    uk: "Широкомовний запит не виходить за мережі цієї машини; шукайте без --quick.",
  },
  "rate-wrong": { en: "A whole number from 1 to 1000.", uk: "Ціле число від 1 до 1000." },
  "secrets-open": {
    en: "chmod 600 the file.",
    uk: "Секрети можуть прочитати інші користувачі: chmod 600 для файлу.",
  },
  "setting-unknown": {
    en: "config/mfp-agent.schema.json describes every setting.",
    uk: "Усі параметри описує config/mfp-agent.schema.json; mfp-agent config show показує їх.",
  },
  "setup-answer-wrong": { en: "Correct the named answer.", uk: "Виправте названу відповідь." },
  "setup-needs-terminal": {
    en: "Use --answers FILE without a terminal.",
    uk: "Без термінала використайте --answers ФАЙЛ.",
  },
  "setup-enrolment-failed": {
    en: "Run setup again, with a new code where central refused this one.",
    uk: "Нічого не змінено. Повторіть setup; якщо сервіс відхилив код, попросіть новий.",
  },
  "setup-upload-failed": {
    en: "mfp-agent doctor --network finds the cause.",
    uk: "Причину знайде mfp-agent doctor --network; попередні налаштування не змінено.",
  },
  "setup-interrupted": { en: "Nothing was changed.", uk: "Нічого не змінено." },
  "si-file-wrong": {
    en: "One line a device: serial,si.",
    uk: "Один рядок на пристрій: перший рядок serial,si, далі A5C1021007733,UA-104233.",
  },
  "snmp-no-answer": {
    en: "mfp-agent doctor --device finds the cause.",
    uk: "Перевірте, чи пристрій увімкнено, чи ввімкнено на ньому SNMP (Network → SNMP Setting), чи правильна спільнота та чи відкрито UDP 161; причину знайде mfp-agent doctor --device.",
  },
  "state-folder-busy": {
    en: "Stop the other agent.",
    uk: "У цій теці вже працює агент: зупиніть його або задайте іншу теку стану.",
  },
  "state-folder-closed": {
    en: "Run the command as the user of the agent.",
    uk: "Тека належить іншому користувачеві: sudo -u mfp-agent mfp-agent …",
  },
  "state-folder-wrong": {
    en: "Set stateFolder to a folder of the agent's own.",
    uk: "Задайте в stateFolder власну теку агента.",
  },
  "trap-port": {
    en: "Set traps.port to a free port above 1023, or traps.enabled to false.",
    uk: "Вкажіть у traps.port вільний порт понад 1023 і той самий порт на пристроях, або вимкніть traps.enabled.",
  },
} as const satisfies Record<string, Words>;

/** The remedy for a code in every language; undefined for a code without one. */
export function remedyFor(code: string): Words | undefined {
  const known: Readonly<Record<string, Words>> = troubleRemedies;
  if (Object.hasOwn(known, code)) return known[code];
  // Codes of a device's failures are made from their kinds, as in snmp-timeout.
  return code.startsWith("snmp-") ? troubleRemedies["snmp-no-answer"] : undefined;
}
