import type { Words } from "../../leaf/language.ts";

/** What the commands say about themselves: descriptions, options and headings of the help. */
export const commandWords = {
  program: {
    en: "Watches Konica Minolta MFPs over SNMP, keeps every reading safe and uploads it.",
    uk: "Стежить за БФП Konica Minolta через SNMP, надійно зберігає кожне зчитування та надсилає його.",
  },
  example: { en: "Example:", uk: "Приклад:" },
  exitCodes: {
    en: "Exit codes: 0 well; 64 wrong words; 65 wrong data; 69 no answer; 70 a bug; 71 file or port; 75 busy; 78 configuration; 130 interrupted.",
    uk: "Коди завершення: 0 усе гаразд; 64 хибні слова; 65 хибні дані; 69 немає відповіді; 70 помилка програми; 71 файл або порт; 75 зайнято; 78 конфігурація; 130 перервано.",
  },
  seeHelp: { en: "({command} --help tells more)", uk: "({command} --help розкаже більше)" },
  "option.help": { en: "show this help", uk: "показати цю довідку" },
  "option.version": { en: "show the version", uk: "показати версію" },
  "option.lang": { en: "en or uk; otherwise by LC_ALL and LANG", uk: "en або uk; інакше за LC_ALL та LANG" },
  "option.config": {
    en: "configuration file; otherwise the user's own, or the one of this machine",
    uk: "файл конфігурації; інакше власний або спільний для цієї машини",
  },
  "option.json": { en: "print JSON for programs", uk: "вивести JSON для програм" },
  "command.help": { en: "show the help of a command", uk: "показати довідку команди" },
  "command.run": {
    en: "watch the site until stopped (Ctrl-C or SIGTERM)",
    uk: "стежити за об’єктом до зупинки (Ctrl-C чи SIGTERM)",
  },
  "command.read": {
    en: "read one device now and show everything it tells",
    uk: "зчитати один пристрій зараз і показати все, що він повідомляє",
  },
  "argument.host": { en: "address or name, with :PORT if not 161", uk: "адреса чи ім’я, з :PORT, якщо не 161" },
  "option.raw": {
    en: "tell for each value its OID and what the device answered there",
    uk: "показати для кожного значення його OID і відповідь пристрою",
  },
  "command.discover": {
    en: "search ranges for devices that answer SNMP",
    uk: "шукати в діапазонах пристрої, що відповідають на SNMP",
  },
  "command.record": {
    en: "write what a device answers as an anonymous .snmprec, for the help desk",
    uk: "записати відповіді пристрою як знеособлений .snmprec для служби підтримки",
  },
  "option.output": {
    en: "file to write, which must not be there yet; otherwise standard output",
    uk: "файл для запису, якого ще не має бути; інакше стандартний вивід",
  },
  "option.hideIdentity": {
    en: "replace the serial number and the MAC address too",
    uk: "замінити також серійний номер і MAC-адресу",
  },
  "command.config": { en: "look at the configuration and change it", uk: "переглянути конфігурацію та змінити її" },
  "command.config.check": {
    en: "say everything that is wrong in a configuration file",
    uk: "назвати все хибне у файлі конфігурації",
  },
  "command.config.show": {
    en: "show the configuration with all defaults, without secrets",
    uk: "показати конфігурацію з усіма типовими значеннями, без секретів",
  },
  "command.config.set": {
    en: "change one setting; the rest of the file stays",
    uk: "змінити один параметр; решта файлу лишається",
  },
  "command.status": {
    en: "the site at a glance: agent, delivery, devices, what needs a person",
    uk: "об’єкт одним поглядом: агент, передавання, пристрої, що потребує уваги",
  },
  "command.devices": { en: "list the devices", uk: "перелік пристроїв" },
  "command.device": { en: "all that is known of one device", uk: "усе, що відомо про один пристрій" },
  "command.outbox": { en: "what waits for the central service", uk: "що очікує на центральний сервіс" },
  "command.outbox.show": {
    en: "show what waits (without a word after outbox, too)",
    uk: "показати, що очікує (також без слова після outbox)",
  },
  "command.outbox.quarantine": {
    en: "records that central refused for good",
    uk: "записи, остаточно відхилені сервісом",
  },
  "command.outbox.list": { en: "list them with the reason of each", uk: "перелічити їх із причиною кожного" },
  "command.outbox.retry": {
    en: "put them back to be sent again",
    uk: "повернути їх для повторного надсилання",
  },
  "command.outbox.discard": {
    en: "delete them for good",
    uk: "видалити їх назавжди",
  },
  "command.outbox.export": {
    en: "write them to a file as JSON, readable by its owner only",
    uk: "записати їх у файл JSON, доступний лише власникові",
  },
  "command.export": {
    en: "for a site without a network: write what waits to a file that is carried to central, or a page of counters",
    uk: "для об’єкта без мережі: записати те, що очікує, у файл для центрального сервісу, або сторінку лічильників",
  },
  "option.to": {
    en: "write what no file has carried to central yet, signed",
    uk: "записати підписаний файл із тим, чого ще не ніс жоден файл до сервісу",
  },
  "option.all": {
    en: "with --to: all that central has not acknowledged, after a file was lost",
    uk: "разом із --to: усе, чого сервіс не підтвердив, якщо файл загубився",
  },
  "option.month": {
    en: "only the billing readings of a month, as in 2026-10; with --page or --to",
    uk: "лише показники на кінець місяця, як-от 2026-10; разом із --page або --to",
  },
  "option.page": {
    en: "write a page to print: counters and a QR code of each device",
    uk: "записати сторінку для друку: лічильники та QR-код кожного пристрою",
  },
  "option.acknowledged": {
    en: "take the receipt of central over: what it names is deleted here",
    uk: "прийняти квитанцію сервісу: назване в ній тут видаляється",
  },
  "command.next": {
    en: "show exactly what the next upload will send",
    uk: "показати точно те, що надішле наступне передавання",
  },
  "command.doctor": {
    en: "find what is broken, step by step in the order of the data, and say how to mend it",
    uk: "знайти несправність крок за кроком у порядку руху даних і сказати, як її усунути",
  },
  "command.setup": {
    en: "set the agent up: questions on a terminal, or answers from a file",
    uk: "налаштувати агента: запитання в терміналі або відповіді з файлу",
  },
  "command.bundle": {
    en: "write what a helper at a distance needs into one private file, without secrets",
    uk: "записати в один приватний файл усе для віддаленої допомоги, без секретів",
  },
  "command.decommission": {
    en: "say goodbye to central and wipe credential, buffer and secrets; the agent must be stopped",
    uk: "попрощатися із сервісом і стерти посвідчення, буфер та секрети; агента треба зупинити",
  },
  "option.withoutGoodbye": {
    en: "wipe even if central cannot be reached; what waits is lost",
    uk: "стерти, навіть якщо сервіс недоступний; дані, що очікують, буде втрачено",
  },
  "option.mask": {
    en: "replace addresses, host names and places by marks",
    uk: "замінити адреси, імена й місця мітками",
  },
  "option.yes": { en: "do not ask; needed where there is no terminal", uk: "не питати; потрібно, де немає термінала" },
  "argument.range": {
    en: "192.168.1.0/24, 192.168.1.10-50, one address or name; with :PORT; !RANGE leaves out",
    uk: "192.168.1.0/24, 192.168.1.10-50, одна адреса чи ім’я; з :PORT; !RANGE вилучає",
  },
  "argument.device": {
    en: "SI number, serial number, address or host name",
    uk: "номер SI, серійний номер, адреса чи мережеве ім’я",
  },
  "argument.path": {
    en: "path of the setting, as in schedule.statusIntervalS",
    uk: "шлях параметра, як-от schedule.statusIntervalS",
  },
  "argument.value": { en: "the new value; JSON, or plain text", uk: "нове значення; JSON або простий текст" },
  "argument.file": { en: "the file", uk: "файл" },
  "option.community": { en: "SNMP community", uk: "спільнота SNMP" },
  "option.anyCommunity": {
    en: "SNMP community; without it, and without a configuration, public",
    uk: "спільнота SNMP; без неї та без конфігурації — public",
  },
  "option.credential": {
    en: "credential of this name in the configuration; with --config alone, those of the address's range",
    uk: "облікові дані з такою назвою в конфігурації; із самим --config — ті, що має діапазон адреси",
  },
  "option.rate": { en: "new addresses a second", uk: "нових адрес за секунду" },
  "option.public": {
    en: "the ranges outside the private networks are our own",
    uk: "діапазони поза приватними мережами належать нам",
  },
  "option.broad": {
    en: "search more than 4,096 addresses at a time",
    uk: "шукати понад 4 096 адрес за раз",
  },
  "option.quick": {
    en: "only those who answer a broadcast in the networks of this machine, within seconds",
    uk: "лише ті, хто відповість на широкомовний запит у мережах цієї машини, за кілька секунд",
  },
  "option.outside": {
    en: "the named credential may be heard outside of its ranges",
    uk: "названі облікові дані можна надсилати й поза їхні діапазони",
  },
  "option.network": { en: "only the way to the central service", uk: "лише шлях до центрального сервісу" },
  "option.device": { en: "only this device", uk: "лише цей пристрій" },
  "option.answers": {
    en: "answers from a JSON file; nothing is asked",
    uk: "відповіді з файлу JSON; запитань не буде",
  },
  "option.unattended": {
    en: "ask nothing: flags, present values and what this machine knows are the answers",
    uk: "нічого не питати: відповідями є параметри, наявні значення та дані цієї машини",
  },
  "option.siteName": { en: "name of the site", uk: "назва об’єкта" },
  "option.centralUrl": { en: "address of the central service", uk: "адреса центрального сервісу" },
  "option.enrolmentCode": { en: "one-time code of the site", uk: "одноразовий код об’єкта" },
  "option.proxyUrl": { en: "proxy, as http://user@proxy:3128", uk: "проксі, як-от http://user@proxy:3128" },
  "option.proxyPasswordFile": { en: "file that holds its password", uk: "файл із його паролем" },
  "option.caFile": { en: "certificates of a private authority, PEM", uk: "сертифікати приватного центру, PEM" },
  "option.range": {
    en: "192.168.1.0/24, 192.168.1.10-50, one address or name; with :PORT",
    uk: "192.168.1.0/24, 192.168.1.10-50, одна адреса чи ім’я; з :PORT",
  },
  "option.exclude": { en: "addresses that are never asked", uk: "адреси, яких не опитувати" },
  "option.user": { en: "SNMPv3 read user, instead of a community", uk: "користувач читання SNMPv3 замість спільноти" },
  "option.context": {
    en: "SNMPv3 context, where the device wants one",
    uk: "контекст SNMPv3, якщо пристрій його вимагає",
  },
  "option.auth": { en: "SNMPv3 authentication, otherwise sha256", uk: "автентифікація SNMPv3, інакше sha256" },
  "option.authKeyFile": { en: "file that holds its password", uk: "файл із її паролем" },
  "option.priv": { en: "SNMPv3 encryption, otherwise aes", uk: "шифрування SNMPv3, інакше aes" },
  "option.privKeyFile": { en: "file that holds its password", uk: "файл із його паролем" },
  "option.siNumbersFile": { en: "CSV with the columns serial and si", uk: "CSV зі стовпцями serial і si" },
  "option.si": { en: "SI numbers, as A5C1021007733=UA-104233", uk: "номери SI, як-от A5C1021007733=UA-104233" },
  "option.statusPagePort": { en: "port of the local page; 0: any", uk: "порт локальної сторінки; 0: будь-який" },
  "option.state": { en: "state folder", uk: "тека стану" },
} as const satisfies Record<string, Words>;

/** Headings of the help as the parser prints them. */
export const headingWords = {
  "Usage:": { en: "Usage:", uk: "Використання:" },
  "Options:": { en: "Options:", uk: "Параметри:" },
  "Commands:": { en: "Commands:", uk: "Команди:" },
  "Arguments:": { en: "Arguments:", uk: "Аргументи:" },
} as const satisfies Record<string, Words>;

/** What the parser writes into descriptions and usage lines. */
export const helpWords = {
  "(default: ": { en: "(default: ", uk: "(типово: " },
  "(choices: ": { en: "(choices: ", uk: "(можна: " },
  "(env: ": { en: "(env: ", uk: "(змінна: " },
  ", default: ": { en: ", default: ", uk: ", типово: " },
  "[options]": { en: "[options]", uk: "[параметри]" },
  "[command]": { en: "[command]", uk: "[команда]" },
} as const satisfies Record<string, Words>;
