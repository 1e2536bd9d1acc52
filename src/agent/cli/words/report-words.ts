import type { Words } from "../../leaf/language.ts";

/** What commands answer: tables, sentences, confirmations. */
export const reportWords = {
  running: { en: "running", uk: "працює" },
  notRunning: { en: "does not run; as stored at its last work", uk: "не працює; дані з останньої роботи" },
  runningUnseen: {
    en: "running without a page to ask; as it stored last",
    uk: "працює без сторінки, яку можна запитати; дані з останнього збереження",
  },
  agent: { en: "Agent", uk: "Агент" },
  since: { en: "since {moment}", uk: "від {moment}" },
  "count.known": { en: "{count} known", uk: "відомо {count}" },
  "count.answering": { en: "{count} answering", uk: "відповідає {count}" },
  "count.quiet": { en: "{count} missed the last poll", uk: "пропустило останнє опитування {count}" },
  "count.silent": { en: "{count} silent", uk: "мовчить {count}" },
  "count.notReadYet": { en: "{count} not read yet", uk: "ще не зчитано {count}" },
  "count.outside": { en: "{count} outside the ranges", uk: "поза діапазонами {count}" },
  "count.notRegistered": { en: "{count} not registered", uk: "не зареєстровано {count}" },
  waiting: {
    en: "{records} records, oldest {moment} ({megabytes} on the disk)",
    uk: "записів: {records}, найдавніший {moment} (на диску {megabytes})",
  },
  nothingWaits: { en: "nothing waits", uk: "нічого не очікує" },
  sweepRuns: {
    en: "{probed} of {total} addresses asked, {found} found",
    uk: "опитано адрес: {probed} із {total}, знайдено {found}",
  },
  attention: { en: "Needs a person", uk: "Потребує уваги" },
  allWell: { en: "Nothing needs a person.", uk: "Ніщо не потребує уваги." },
  toner: { en: "Toner", uk: "Тонер" },
  noReadingStored: {
    en: "Levels and counters are known while the agent runs; mfp-agent read {address} asks the device now.",
    uk: "Рівні й лічильники відомі, поки агент працює; mfp-agent read {address} опитає пристрій зараз.",
  },
  noSuchDevice: { en: "{name}: no such device is known", uk: "{name}: такого пристрою не знайдено" },
  severalDevices: {
    en: "{name}: several devices are named so: {places}",
    uk: "{name}: так названо кілька пристроїв: {places}",
  },
  noSuchDeviceRemedy: {
    en: "mfp-agent devices lists them; mfp-agent doctor --device {name} finds why one is not seen.",
    uk: "mfp-agent devices показує всі; mfp-agent doctor --device {name} знайде, чому пристрій не видно.",
  },
  record: { en: "Record", uk: "Запис" },
  kind: { en: "Kind", uk: "Вид" },
  observed: { en: "Observed", uk: "Час" },
  reason: { en: "Reason", uk: "Причина" },
  quarantineEmpty: { en: "Central has refused nothing for good.", uk: "Сервіс нічого остаточно не відхилив." },
  requeued: { en: "{count} records will be sent again.", uk: "Буде надіслано ще раз записів: {count}." },
  discarded: { en: "{count} records deleted.", uk: "Видалено записів: {count}." },
  exported: { en: "{count} records written to {file}.", uk: "Записано у {file} записів: {count}." },
  exportWritten: {
    en: "{count} records of {agent} written to {file}.",
    uk: "Записано у {file} записів {agent}: {count}.",
  },
  exportGoesOn: {
    en: "{count} more records wait: write another file with the same command.",
    uk: "Ще чекає записів: {count}. Запишіть наступний файл тією ж командою.",
  },
  pageWritten: {
    en: "Counters of {count} devices written to {file}.",
    uk: "Лічильники {count} пристроїв записано у {file}.",
  },
  receiptTaken: {
    en: "Central has {accepted} records, they are deleted here; it refused {quarantined} for good.",
    uk: "Сервіс має записів: {accepted}, тут їх видалено; остаточно відхилив: {quarantined}.",
  },
  centralForgot: {
    en: "Central was put back to an older state: {again} records that it had are carried there again by the next file; {missing} numbers are not here any more, so all that is still open is told once more. Write the next file: mfp-agent export --to FILE.",
    uk: "Сервіс повернуто до давнішого стану: наступний файл знову передасть йому записів, які він мав: {again}; номерів, яких тут уже немає: {missing}, тож усе, що досі відкрите, буде повідомлено ще раз. Запишіть наступний файл: mfp-agent export --to FILE.",
  },
  nothingToSend: { en: "Nothing waits to be sent.", uk: "Немає чого надсилати." },
  notEnrolledYet: {
    en: "This agent is not enrolled yet; its name will be filled in then.",
    uk: "Агента ще не підключено; його ім’я буде додано тоді.",
  },
  nextUpload: {
    en: "{records} records, {bytes} bytes of JSON, {packed} compressed. sentAt and clock are set when it leaves.",
    uk: "Записів: {records}, JSON {bytes} байт, стиснуто {packed}. sentAt і clock визначаються під час надсилання.",
  },
  configRight: {
    en: "{file}: right. Site {site}, {ranges} range(s).",
    uk: "{file}: усе гаразд. Об’єкт {site}, діапазонів: {ranges}.",
  },
  configSet: { en: "{path}: {before} → {after}", uk: "{path}: {before} → {after}" },
  configUnset: { en: "not set", uk: "не задано" },
  restartNeeded: {
    en: "mfp-agent reload has the running agent take it over.",
    uk: "mfp-agent reload передасть це агентові, що працює.",
  },
  answeredNothing: {
    en: "Nothing there answered SNMP with these credentials.",
    uk: "Ніхто не відповів там на SNMP із цими обліковими даними.",
  },
  trays: { en: "Trays", uk: "Лотки" },
  trayNumber: { en: "Tray {number}", uk: "Лоток {number}" },
  sheets: { en: "{sheets} sheets", uk: "{sheets} арк." },
  sheetsOf: { en: "{sheets} of {capacity} sheets", uk: "{sheets} із {capacity} арк." },
  sheetsUnknown: { en: "holds {capacity} sheets, level not told", uk: "місткість {capacity} арк., рівень невідомий" },
  sheetsNotTold: { en: "level not told", uk: "рівень невідомий" },
  panel: { en: "Panel", uk: "Панель" },
  leftOutside: {
    en: "Not asked, for they stand in none of the ranges of {file}: {addresses} addresses.",
    uk: "Не входять до жодного діапазону в {file}, тому їх не опитують: адрес {addresses}.",
  },
  searchStopped: {
    en: "Stopped early: {probed} of {total} addresses were asked, {found} answered.",
    uk: "Зупинено достроково: опитано {probed} з {total} адрес, відповіли {found}.",
  },
  recordingCut: {
    en: "{host}: a table was cut short; the recording holds what was read",
    uk: "{host}: таблицю прочитано не до кінця; запис містить прочитане",
  },
  foundCounts: {
    en: "{konicaMinolta} Konica Minolta, {otherPrinter} other printers, {other} other devices",
    uk: "Konica Minolta: {konicaMinolta}, інших принтерів: {otherPrinter}, інших пристроїв: {other}",
  },
  "kind.konicaMinolta": { en: "Konica Minolta", uk: "Konica Minolta" },
  "kind.otherPrinter": { en: "other printer", uk: "інший принтер" },
  "kind.silentKnown": { en: "known, silent now", uk: "відомий, мовчить" },
  "kind.other": { en: "other", uk: "інше" },
  device: { en: "Device", uk: "Пристрій" },
  progress: {
    en: "{probed} of {total}, {found} found, {seconds} s left",
    uk: "{probed} із {total}, знайдено {found}, лишилося {seconds} с",
  },
  bundleHolds: { en: "The file will hold:", uk: "Файл міститиме:" },
  bundleWritten: { en: "Written to {file}; only you can read it.", uk: "Записано у {file}; прочитати можете лише ви." },
  wipes: { en: "This wipes {folder} and {secrets}.", uk: "Буде стерто {folder} та {secrets}." },
  wiped: {
    en: "Wiped. Central took {accepted} last records; the configuration without secrets stays.",
    uk: "Стерто. Сервіс прийняв останніх записів: {accepted}; конфігурація без секретів лишилася.",
  },
  internalError: { en: "internal error: {what}", uk: "внутрішня помилка: {what}" },
  systemRefused: {
    en: "The system did not allow it: check the path, its permissions and the free space.",
    uk: "Система цього не дозволила: перевірте шлях, права доступу та вільне місце.",
  },
  pleaseReport: { en: "Please report it together with the command.", uk: "Повідомте про неї разом із командою." },
} as const satisfies Record<string, Words>;
