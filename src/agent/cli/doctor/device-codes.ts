import type { DiagnosisTable } from "./diagnosis.ts";

const menuEn =
  "at the panel Utility → Administrator → Network → SNMP Setting (older models: Utility → Administrator Settings → Network Settings → SNMP Settings), or in Web Connection Network → SNMP Setting";
const menuUk =
  "на панелі Utility → Administrator → Network → SNMP Setting (старіші моделі: Utility → Administrator Settings → Network Settings → SNMP Settings) або у Web Connection Network → SNMP Setting";

/** What can be broken between this machine and a device, or in the device. */
export const deviceCodes = {
  "device-outside-ranges": {
    en: {
      cause: "{address} stands in no configured range, so the agent never asks it.",
      remedy: 'Add it under ranges in the configuration, as in { "addresses": "{address}" }, then mfp-agent reload.',
    },
    uk: {
      cause: "{address} не входить до жодного діапазону, тож агент його не опитує.",
      remedy: 'Додайте його в ranges конфігурації, як-от { "addresses": "{address}" }, потім mfp-agent reload.',
    },
  },
  "device-excluded": {
    en: {
      cause: "{address} stands in a range, but is left out of it under exclude, so the agent never asks it.",
      remedy: "Take it out of ranges.exclude in the configuration, then mfp-agent reload.",
    },
    uk: {
      cause: "{address} входить до діапазону, але вилучена з нього в exclude, тож агент її не опитує.",
      remedy: "Приберіть її з ranges.exclude у конфігурації, потім mfp-agent reload.",
    },
  },
  "device-name-unknown": {
    en: {
      cause: "{address} is no known device and no address that can be resolved ({detail}).",
      remedy: "mfp-agent devices lists the known ones; otherwise give the address from the device's network settings.",
    },
    uk: {
      cause: "{address} не є відомим пристроєм чи адресою, яку можна знайти ({detail}).",
      remedy: "Відомі показує mfp-agent devices; інакше вкажіть адресу з мережевих налаштувань пристрою.",
    },
  },
  "device-silent": {
    en: {
      cause:
        "Nothing answers at {address}: the device is off or asleep with its network off, has another address, or a firewall between the subnets drops the packets.",
      remedy:
        "Look whether the device is on and compare the address at its panel (Utility → Device Information). In its power settings let the network stay awake while asleep.",
      firewall: "Allow UDP from this machine to {address} port {port}, and the answers back.",
    },
    uk: {
      cause:
        "За адресою {address} ніхто не відповідає: пристрій вимкнено або спить із вимкненою мережею, має іншу адресу або пакети між підмережами відкидає мережевий екран.",
      remedy:
        "Перевірте, чи пристрій увімкнено, і звірте адресу на панелі (Utility → Device Information). У налаштуваннях живлення залиште мережу активною під час сну.",
      firewall: "Дозвольте UDP від цієї машини до {address}, порт {port}, і відповіді назад.",
    },
  },
  "device-unreachable": {
    en: {
      cause: "This machine has no way to {address}.",
      remedy: "Check the network of this machine and its routes (ip route get {address}).",
      firewall: "Route and allow UDP from this machine to {address} port {port}.",
    },
    uk: {
      cause: "Ця машина не має шляху до {address}.",
      remedy: "Перевірте мережу цієї машини та її маршрути (ip route get {address}).",
      firewall: "Забезпечте маршрут і дозвольте UDP від цієї машини до {address}, порт {port}.",
    },
  },
  "snmp-off": {
    en: {
      cause: "{address} is on, but nothing listens on UDP {port}: SNMP is switched off there.",
      remedy: `Switch SNMP v1/v2c (IP) on: ${menuEn}.`,
    },
    uk: {
      cause: "{address} увімкнено, але UDP {port} ніхто не слухає: SNMP там вимкнено.",
      remedy: `Увімкніть SNMP v1/v2c (IP): ${menuUk}.`,
    },
  },
  "snmp-elsewhere": {
    en: {
      cause:
        "{address} was asked and {stranger} answered. Such an answer is not taken: anybody could send it. The device has several addresses, or a router between translates them.",
      remedy:
        "If {stranger} is this device, put that address into the ranges and leave {address} out; if a router translates, ask the device on its own side or have the translation undone on the way back.",
      firewall: "Answers from {address} port {port} must come back with that address and port.",
    },
    uk: {
      cause:
        "Запит надіслано на {address}, а відповів {stranger}. Такої відповіді не враховано: її міг надіслати будь-хто. Пристрій має кілька адрес, або маршрутизатор між ними їх підміняє.",
      remedy:
        "Якщо {stranger} — це той самий пристрій, додайте цю адресу в діапазони, а {address} вилучіть; якщо адреси підміняє маршрутизатор, опитуйте пристрій з його боку або налаштуйте зворотну підміну.",
      firewall: "Відповіді від {address}, порт {port}, мають повертатися з тією самою адресою й портом.",
    },
  },
  "community-wrong": {
    en: {
      cause:
        "{address} is on and gives no answer to SNMP with the credential {credential}: the community is another one, SNMP is off, or the device lets only some addresses ask.",
      remedy: `Compare the read community and see that SNMP v1/v2c is on: ${menuEn}. Also look at the list of permitted addresses (Network → TCP/IP Setting → IP Address Filtering).`,
      firewall: "Allow UDP from this machine to {address} port {port}, and the answers back.",
    },
    uk: {
      cause:
        "{address} увімкнено, але на SNMP з обліковими даними {credential} він не відповідає: спільнота інша, SNMP вимкнено або пристрій дозволяє питати лише деяким адресам.",
      remedy: `Звірте спільноту читання (read community) і чи ввімкнено SNMP v1/v2c: ${menuUk}. Перегляньте й перелік дозволених адрес (Network → TCP/IP Setting → IP Address Filtering).`,
      firewall: "Дозвольте UDP від цієї машини до {address}, порт {port}, і відповіді назад.",
    },
  },
  "snmp-version-1": {
    en: {
      cause: "{address} is silent in SNMPv2c and answers the credential {credential} in SNMPv1 only; it is read so.",
      remedy: `Turn SNMP v2c on: ${menuEn}. If the device cannot, give its range a credential of version 1.`,
    },
    uk: {
      cause:
        "{address} мовчить у SNMPv2c і відповідає на облікові дані {credential} лише в SNMPv1; його читають саме так.",
      remedy: `Увімкніть SNMP v2c: ${menuUk}. Якщо пристрій цього не вміє, задайте його діапазону облікові дані версії 1.`,
    },
  },
  "v3-user-unknown": {
    en: {
      cause: "{address} does not know the SNMPv3 user of the credential {credential}.",
      remedy: `Compare the read user name: ${menuEn}, SNMP v3 Setting. Ask rarely: with Enhanced Security Mode wrong logins lock the access.`,
    },
    uk: {
      cause: "{address} не знає користувача SNMPv3 з облікових даних {credential}.",
      remedy: `Звірте ім’я користувача читання: ${menuUk}, SNMP v3 Setting. Не повторюйте часто: в режимі Enhanced Security Mode хибні спроби блокують доступ.`,
    },
  },
  "v3-auth-wrong": {
    en: {
      cause: "{address} refuses the SNMPv3 authentication password or its protocol (credential {credential}).",
      remedy: `Enter the auth password of the read user anew on both sides: ${menuEn}, SNMP v3 Setting. After some wrong ones Enhanced Security Mode locks the access until the administrator releases it.`,
    },
    uk: {
      cause: "{address} відхиляє пароль автентифікації SNMPv3 або її протокол (облікові дані {credential}).",
      remedy: `Введіть auth-password користувача читання знову з обох боків: ${menuUk}, SNMP v3 Setting. Після кількох хибних режим Enhanced Security Mode блокує доступ, доки адміністратор його не зніме.`,
    },
  },
  "v3-priv-wrong": {
    en: {
      cause: "{address} refuses the SNMPv3 privacy password or its protocol (credential {credential}).",
      remedy: `Enter the priv password of the read user anew on both sides and compare DES or AES: ${menuEn}, SNMP v3 Setting.`,
    },
    uk: {
      cause: "{address} відхиляє пароль шифрування SNMPv3 або його протокол (облікові дані {credential}).",
      remedy: `Введіть priv-password користувача читання знову з обох боків і звірте DES чи AES: ${menuUk}, SNMP v3 Setting.`,
    },
  },
  "v3-silent": {
    en: {
      cause:
        "{address} speaks SNMPv3 but leaves the user of the credential {credential} without an answer: a password (most often privacy), a protocol or the context is wrong, or the access is locked.",
      remedy: `Enter both passwords of the read user anew and compare the protocols: ${menuEn}, SNMP v3 Setting. With Enhanced Security Mode the administrator must release the lock first.`,
    },
    uk: {
      cause:
        "{address} розмовляє через SNMPv3, але не відповідає користувачеві з облікових даних {credential}: хибний пароль (найчастіше шифрування), протокол чи контекст або доступ заблоковано.",
      remedy: `Введіть обидва паролі користувача читання знову та звірте протоколи: ${menuUk}, SNMP v3 Setting. У режимі Enhanced Security Mode блокування спершу має зняти адміністратор.`,
    },
  },
  "v3-context-unknown": {
    en: {
      cause: "{address} refuses the request, most likely for the SNMPv3 context name (credential {credential}).",
      remedy: `Compare the context name: ${menuEn}, SNMP v3 Setting. Most devices need none.`,
    },
    uk: {
      cause: "{address} відхиляє запит, найімовірніше через ім’я контексту SNMPv3 (облікові дані {credential}).",
      remedy: `Звірте ім’я контексту: ${menuUk}, SNMP v3 Setting. Більшість пристроїв обходиться без нього.`,
    },
  },
  "v3-level-wrong": {
    en: {
      cause: "{address} wants another SNMPv3 security level than the credential {credential} gives.",
      remedy: `Give auth and priv as the device has them: ${menuEn}, SNMP v3 Setting, Security Level.`,
    },
    uk: {
      cause: "{address} вимагає іншого рівня безпеки SNMPv3, ніж дають облікові дані {credential}.",
      remedy: `Задайте auth і priv так, як на пристрої: ${menuUk}, SNMP v3 Setting, Security Level.`,
    },
  },
  "v3-time-window": {
    en: {
      cause: "{address} says that the clock of our SNMPv3 messages is wrong.",
      remedy:
        "Restart the device; if it stays, two devices share one engine ID: reset SNMP to its defaults on one of them.",
    },
    uk: {
      cause: "{address} повідомляє, що годинник наших повідомлень SNMPv3 хибний.",
      remedy: "Перезапустіть пристрій; якщо не минає, два пристрої мають один engine ID: скиньте SNMP на одному з них.",
    },
  },
  "snmp-garbled": {
    en: {
      cause: "{address} answers, but not in SNMP that can be read ({detail}).",
      remedy: "Check that the port is right; record the device for the service: mfp-agent read {address} --json.",
    },
    uk: {
      cause: "{address} відповідає, але SNMP прочитати не вдається ({detail}).",
      remedy: "Перевірте порт; збережіть відповідь для сервісу: mfp-agent read {address} --json.",
    },
  },
  "snmp-access-denied": {
    en: {
      cause: "{address} answers SNMP, but lets this credential see nothing.",
      remedy: `Let the read user or community see all objects, and compare the security level: ${menuEn}, SNMP v3 Setting, Security Level.`,
    },
    uk: {
      cause: "{address} відповідає на SNMP, але нічого не показує за цими обліковими даними.",
      remedy: `Дозвольте користувачеві чи спільноті читання бачити всі об’єкти та звірте рівень безпеки: ${menuUk}, SNMP v3 Setting, Security Level.`,
    },
  },
  "not-a-printer": {
    en: {
      cause: "{address} answers SNMP but is no printer: {model}.",
      remedy:
        "Compare the address at the printer's panel (Utility → Device Information); exclude this one under ranges.exclude.",
    },
    uk: {
      cause: "{address} відповідає на SNMP, але це не принтер: {model}.",
      remedy: "Звірте адресу на панелі принтера (Utility → Device Information); цю вилучіть через ranges.exclude.",
    },
  },
  "other-maker": {
    en: {
      cause: "{address} is a printer of another maker: {model}. It is listed and not read.",
      remedy: "Nothing to do, unless a Konica Minolta should stand there: then compare the address at its panel.",
    },
    uk: {
      cause: "{address} — принтер іншого виробника: {model}. Він у переліку, але не зчитується.",
      remedy: "Нічого робити не треба, хіба що там має стояти Konica Minolta: тоді звірте адресу на її панелі.",
    },
  },
  "no-serial": {
    en: {
      cause: "{address} tells no serial number, so its counters cannot be tied to a contract.",
      remedy:
        "Wait until it has started up and ask again; if it stays so, the serial number must be set by a service engineer (Service Mode → Serial Number).",
    },
    uk: {
      cause: "{address} не повідомляє серійного номера, тож його лічильники не прив’язати до договору.",
      remedy:
        "Зачекайте, доки він увімкнеться, і повторіть; якщо не минає, номер має задати інженер (Service Mode → Serial Number).",
    },
  },
  "controller-twin": {
    en: {
      cause:
        "{address} is the same machine as {other}: a Fiery controller in front of the engine, a second interface, or a device that has just moved.",
      remedy: "Nothing to do: the machine is read at {other}. After a move the agent follows by itself within an hour.",
    },
    uk: {
      cause:
        "{address} — та сама машина, що й {other}: контролер Fiery перед друкарським модулем, другий інтерфейс або щойно переміщений пристрій.",
      remedy:
        "Нічого робити не треба: машина зчитується за {other}. Після переміщення агент знайде її сам протягом години.",
    },
  },
  "counters-differ": {
    en: {
      cause: "Parts and total of the counters of {address} differ: {detail}.",
      remedy:
        "Compare with the counter list printed at the panel (Utility → Meter Count) and send both to the service.",
    },
    uk: {
      cause: "Сума частин лічильників {address} не збігається із загальним: {detail}.",
      remedy: "Звірте з переліком лічильників на панелі (Utility → Meter Count) і надішліть обидва сервісу.",
    },
  },
  "reading-incomplete": {
    en: {
      cause: "{address} did not answer everything.",
      remedy: "Ask again while it is awake; if it stays so, send mfp-agent read {address} --json to the service.",
    },
    uk: {
      cause: "{address} відповів не на все.",
      remedy: "Повторіть, коли він не спить; якщо не минає, надішліть сервісу mfp-agent read {address} --json.",
    },
  },
  "device-not-found-yet": {
    en: {
      cause: "{address} answers well, but the agent has not found it yet.",
      remedy: "Start the agent again: it searches its ranges at every start.",
    },
    uk: {
      cause: "{address} відповідає як слід, але агент його ще не знайшов.",
      remedy: "Перезапустіть агента: він шукає в діапазонах під час кожного запуску.",
    },
  },
  "si-missing": {
    en: {
      cause: "The device with the serial number {serial} has no SI number.",
      remedy: "Ask the service to register it, or put the line {serial},SI into the file of siNumbersFile.",
    },
    uk: {
      cause: "Пристрій із серійним номером {serial} не має номера SI.",
      remedy: "Попросіть сервіс зареєструвати його або додайте рядок {serial},SI у файл siNumbersFile.",
    },
  },
  "si-missing-many": {
    en: {
      cause: "{count} devices have no SI number; their serial numbers: {serials}",
      remedy: "Ask the service to register them, or put a line SERIAL,SI for each into the file of siNumbersFile.",
    },
    uk: {
      cause: "Пристроїв без номера SI: {count}; їхні серійні номери: {serials}",
      remedy: "Попросіть сервіс зареєструвати їх або додайте для кожного рядок СЕРІЙНИЙ,SI у файл siNumbersFile.",
    },
  },
  "reading-old": {
    en: {
      cause: "The running agent has not reached {address} for {minutes} min, though it answers now.",
      remedy: "Look for its address in the log; the range may name another credential, or the device slept until now.",
    },
    uk: {
      cause: "Агент не міг зв’язатися з {address} уже {minutes} хв, хоча зараз він відповідає.",
      remedy: "Знайдіть адресу в журналі; діапазон може мати інші облікові дані, або пристрій досі спав.",
    },
  },
  "device-left-out": {
    en: {
      cause: "The agent leaves {address} out for a day: it ended again and again while asking there.",
      remedy:
        "Send the lines of mfp-agent logs --code agent.crashed to the service. systemctl restart mfp-agent has it asked again at once.",
    },
    uk: {
      cause: "Агент добу не опитує {address}: під час опитування він раз у раз аварійно завершувався.",
      remedy:
        "Надішліть сервісу рядки mfp-agent logs --code agent.crashed. systemctl restart mfp-agent одразу відновить опитування.",
    },
  },
  "not-uploaded": {
    en: {
      cause: "Readings of {address} wait for the upload for {hours} h.",
      remedy: "mfp-agent doctor --network names the cause.",
    },
    uk: {
      cause: "Зчитування {address} чекають на надсилання вже {hours} год.",
      remedy: "Причину назве mfp-agent doctor --network.",
    },
  },
} as const satisfies DiagnosisTable;
