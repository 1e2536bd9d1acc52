import type { DiagnosisTable } from "./diagnosis.ts";

/** What can be broken between this machine and the central service. */
export const networkCodes = {
  "central-none": {
    en: {
      cause: "No central service is configured: readings are kept and not sent.",
      remedy: "mfp-agent setup asks for its address and the site's code.",
    },
    uk: {
      cause: "Центральний сервіс не налаштовано: дані зберігаються, але не надсилаються.",
      remedy: "mfp-agent setup запитає його адресу та код об’єкта.",
    },
  },
  "dns-unknown": {
    en: {
      cause: "The name {host} is not known to the name server ({detail}).",
      remedy:
        "Check the spelling of {setting}; if it is right, ask the owner of the network to let the name server resolve {host}.",
      firewall: "Allow DNS (UDP and TCP 53) from this machine to its name server, and let it resolve {host}.",
    },
    uk: {
      cause: "Сервер імен не знає імені {host} ({detail}).",
      remedy:
        "Перевірте написання в {setting}; якщо правильно, попросіть власника мережі, щоб сервер імен знаходив {host}.",
      firewall: "Дозвольте DNS (UDP і TCP 53) від цієї машини до її сервера імен і розв’язання імені {host}.",
    },
  },
  "dns-silent": {
    en: {
      cause: "The name server does not answer ({detail}).",
      remedy:
        "Check the network cable or Wi-Fi and the name server of this machine (/etc/resolv.conf, or the adapter's settings).",
      firewall: "Allow DNS (UDP and TCP 53) from this machine to its name server.",
    },
    uk: {
      cause: "Сервер імен не відповідає ({detail}).",
      remedy: "Перевірте кабель чи Wi-Fi та сервер імен цієї машини (/etc/resolv.conf або налаштування адаптера).",
      firewall: "Дозвольте DNS (UDP і TCP 53) від цієї машини до її сервера імен.",
    },
  },
  "tcp-refused": {
    en: {
      cause: "Nothing listens at {host}:{port}.",
      remedy: "Check the port in {setting}; if it is right, the service or the proxy is down.",
      firewall: "Allow TCP from this machine to {host} ({address}) port {port}; it is refused now.",
    },
    uk: {
      cause: "За адресою {host}:{port} ніхто не слухає.",
      remedy: "Перевірте порт у {setting}; якщо правильно, сервіс або проксі не працює.",
      firewall: "Дозвольте TCP від цієї машини до {host} ({address}), порт {port}; зараз у з’єднанні відмовлено.",
    },
  },
  "tcp-silent": {
    en: {
      cause: "{host}:{port} does not answer at all: a firewall drops the packets, or there is no way there ({detail}).",
      remedy: "Give the line for the firewall to its owner; where a proxy is usual, set central.proxyUrl.",
      firewall:
        "Allow TCP from this machine to {host} ({address}) port {port}, outbound only; no inbound port is needed.",
    },
    uk: {
      cause: "{host}:{port} зовсім не відповідає: пакети відкидає мережевий екран або туди немає шляху ({detail}).",
      remedy: "Передайте рядок для мережевого екрана його власникові; де прийнято проксі, задайте central.proxyUrl.",
      firewall: "Дозвольте вихідний TCP від цієї машини до {host} ({address}), порт {port}; вхідні порти не потрібні.",
    },
  },
  "proxy-login": {
    en: {
      cause: "The proxy {host} asks for a login, and the one given is missing or wrong (407).",
      remedy:
        "Put the user into central.proxyUrl (http://USER@{host}) and the password into the secrets file as proxyPassword.",
      firewall:
        "Let this machine through the proxy {host} to {target} without a login, or give it one with Basic authentication.",
    },
    uk: {
      cause: "Проксі {host} вимагає входу, а даних немає або вони хибні (407).",
      remedy:
        "Додайте користувача в central.proxyUrl (http://USER@{host}), а пароль — у файл секретів як proxyPassword.",
      firewall: "Пропустіть цю машину через проксі {host} до {target} без входу або надайте вхід Basic.",
    },
  },
  "proxy-denies": {
    en: {
      cause: "The proxy {host} does not let {target} through (status {status}).",
      remedy: "Give the line for the firewall to the owner of the proxy.",
      firewall: "Allow CONNECT to {target} on the proxy {host} for this machine.",
    },
    uk: {
      cause: "Проксі {host} не пропускає до {target} (стан {status}).",
      remedy: "Передайте рядок для мережевого екрана власникові проксі.",
      firewall: "Дозвольте CONNECT до {target} на проксі {host} для цієї машини.",
    },
  },
  "proxy-mute": {
    en: {
      cause: "What listens at {host} does not behave like a proxy ({detail}).",
      remedy: "Check host and port of central.proxyUrl.",
    },
    uk: {
      cause: "Те, що слухає на {host}, не поводиться як проксі ({detail}).",
      remedy: "Перевірте адресу й порт у central.proxyUrl.",
    },
  },
  "tls-expired": {
    en: {
      cause: "The certificate of {host} has expired ({detail}), or the clock of this machine runs ahead.",
      remedy: "Compare the clock (date -u). If it is right, the service has to renew its certificate.",
    },
    uk: {
      cause: "Сертифікат {host} прострочений ({detail}) або годинник цієї машини поспішає.",
      remedy: "Звірте годинник (date -u). Якщо він правильний, сервіс має поновити сертифікат.",
    },
  },
  "tls-not-yet-valid": {
    en: {
      cause: "The certificate of {host} is not valid yet: the clock of this machine is most likely far behind.",
      remedy: "Set the clock and switch on its synchronization: timedatectl set-ntp true.",
      firewall: "Allow NTP (UDP 123) from this machine to a time server.",
    },
    uk: {
      cause: "Сертифікат {host} ще не діє: годинник цієї машини, імовірно, дуже відстає.",
      remedy: "Виставте годинник та ввімкніть синхронізацію: timedatectl set-ntp true.",
      firewall: "Дозвольте NTP (UDP 123) від цієї машини до сервера часу.",
    },
  },
  "tls-wrong-name": {
    en: {
      cause:
        "The certificate is for another name than {host}: something stands in between, or the address is an alias.",
      remedy: "Use the address exactly as the service gave it; if it is right, ask who inspects TLS on the way.",
      firewall: "Exempt {host} from TLS inspection.",
    },
    uk: {
      cause: "Сертифікат видано не для {host}: щось стоїть посередині або адреса є псевдонімом.",
      remedy: "Вкажіть адресу точно, як її надав сервіс; якщо вона правильна, з’ясуйте, хто перевіряє TLS дорогою.",
      firewall: "Вилучіть {host} з перевірки TLS.",
    },
  },
  "tls-pins": {
    en: {
      cause:
        "The public key of {host} is none of central.pins: TLS is inspected on the way, or the service has a new key.",
      remedy: "Ask the service for its present pins and write them into central.pins; never take the setting out.",
      firewall: "Exempt {host} from TLS inspection.",
    },
    uk: {
      cause: "Відкритого ключа {host} немає в central.pins: TLS перевіряють дорогою або сервіс має новий ключ.",
      remedy: "Попросіть у сервісу чинні відбитки й запишіть їх у central.pins; не вилучайте цей параметр.",
      firewall: "Вилучіть {host} з перевірки TLS.",
    },
  },
  "tls-unknown-authority": {
    en: {
      cause:
        "The certificate of {host} comes from an authority that this machine does not know ({detail}): TLS is inspected on the way, or the service has an authority of its own.",
      remedy:
        "Put the authority's certificate into a PEM file and name it: mfp-agent config set central.caFile FILE. Never switch the check off.",
      firewall: "Exempt {host} from TLS inspection, or hand over the certificate of the inspecting authority.",
    },
    uk: {
      cause:
        "Сертифікат {host} видав центр, невідомий цій машині ({detail}): TLS перевіряють дорогою або сервіс має власний центр.",
      remedy:
        "Збережіть сертифікат центру у файл PEM і назвіть його: mfp-agent config set central.caFile ФАЙЛ. Ніколи не вимикайте перевірку.",
      firewall: "Вилучіть {host} з перевірки TLS або надайте сертифікат центру, що перевіряє.",
    },
  },
  "tls-none": {
    en: {
      cause: "What answers at {host} does not speak TLS ({detail}).",
      remedy: "Check the port in central.url; 443 is usual for https.",
      firewall: "Let TLS to {host} pass unchanged.",
    },
    uk: {
      cause: "Те, що відповідає на {host}, не розмовляє через TLS ({detail}).",
      remedy: "Перевірте порт у central.url; для https звичний 443.",
      firewall: "Пропускайте TLS до {host} без змін.",
    },
  },
  "tls-failed": {
    en: {
      cause: "The secure connection to {host} failed ({detail}).",
      remedy: "Try again; if it stays, give the code to the service.",
      firewall: "Let TLS 1.2 and 1.3 to {host} pass unchanged.",
    },
    uk: {
      cause: "Захищене з’єднання з {host} не вдалося ({detail}).",
      remedy: "Спробуйте ще; якщо не минає, передайте код сервісу.",
      firewall: "Пропускайте TLS 1.2 і 1.3 до {host} без змін.",
    },
  },
  "captive-portal": {
    en: {
      cause:
        "Not central but a web page answered ({detail}): a guest network wants a login, or a filter shows its page.",
      remedy: "Open any page in a browser on this machine and log in, or move the machine out of the guest network.",
      firewall: "Let this machine reach {host} without a login page.",
    },
    uk: {
      cause:
        "Відповів не сервіс, а вебсторінка ({detail}): гостьова мережа вимагає входу або фільтр показує свою сторінку.",
      remedy:
        "Відкрийте будь-яку сторінку в браузері на цій машині й увійдіть або перенесіть машину з гостьової мережі.",
      firewall: "Дозвольте цій машині доступ до {host} без сторінки входу.",
    },
  },
  "central-wrong-path": {
    en: {
      cause: "There is a server at {host}, but no central service under this address (status {status}).",
      remedy: "Check the path of central.url against what the service gave.",
    },
    uk: {
      cause: "Сервер {host} є, але за цією адресою немає центрального сервісу (стан {status}).",
      remedy: "Звірте шлях у central.url з тим, що надав сервіс.",
    },
  },
  "central-down": {
    en: {
      cause: "Central is out of order or overloaded (status {status}).",
      remedy:
        "Nothing to do here: the agent keeps everything and tries again by itself. If it lasts for hours, call the service.",
    },
    uk: {
      cause: "Сервіс не працює або перевантажений (стан {status}).",
      remedy:
        "Тут робити нічого не треба: агент усе зберігає і спробує знову. Якщо триває годинами, зателефонуйте до сервісу.",
    },
  },
  "central-silent": {
    en: {
      cause: "The connection stands, but central gives no answer ({detail}).",
      remedy: "Try again in some minutes; if it lasts, call the service.",
      firewall: "Do not cut long HTTPS requests to {host}.",
    },
    uk: {
      cause: "З’єднання є, але сервіс не відповідає ({detail}).",
      remedy: "Спробуйте за кілька хвилин; якщо триває, зателефонуйте до сервісу.",
      firewall: "Не обривайте довгі запити HTTPS до {host}.",
    },
  },
  "central-unexpected": {
    en: {
      cause: "Central gave an answer that this agent does not understand ({detail}).",
      remedy: "Check that the agent is of the newest version; give the code to the service.",
    },
    uk: {
      cause: "Сервіс відповів незрозуміло для цього агента ({detail}).",
      remedy: "Перевірте, чи агент найновішої версії; передайте код сервісу.",
    },
  },
  "clock-wrong": {
    en: {
      cause: "The clock of this machine is {minutes} min away from central's: stamps of readings will be wrong.",
      remedy: "Set the clock and switch on its synchronization: timedatectl set-ntp true.",
      firewall: "Allow NTP (UDP 123) from this machine to a time server.",
    },
    uk: {
      cause: "Годинник цієї машини відрізняється від сервісу на {minutes} хв: час зчитувань буде хибний.",
      remedy: "Виставте годинник та ввімкніть синхронізацію: timedatectl set-ntp true.",
      firewall: "Дозвольте NTP (UDP 123) від цієї машини до сервера часу.",
    },
  },
  "not-enrolled": {
    en: {
      cause: "This agent has neither a credential nor a code.",
      remedy: "Ask the service for the site's one-time code and run mfp-agent setup.",
    },
    uk: {
      cause: "Агент не має ні посвідчення, ні коду.",
      remedy: "Попросіть у сервісу одноразовий код об’єкта й виконайте mfp-agent setup.",
    },
  },
  "enrolment-pending": {
    en: {
      cause: "This agent has a code and no credential yet: it is traded when the agent runs.",
      remedy: "Start the agent; if this stays, the code is used or expired: ask for a new one.",
    },
    uk: {
      cause: "Агент має код, але ще не має посвідчення: обмін відбудеться, коли агент працюватиме.",
      remedy: "Запустіть агента; якщо не минає, код використано чи прострочено: попросіть новий.",
    },
  },
  "token-refused": {
    en: {
      cause: "Central does not know this agent, or has revoked it (401).",
      remedy: "Ask the service why; with a new one-time code run mfp-agent setup.",
    },
    uk: {
      cause: "Сервіс не знає цього агента або відкликав його (401).",
      remedy: "Дізнайтеся в сервісу причину; з новим одноразовим кодом виконайте mfp-agent setup.",
    },
  },
  "identity-copied": {
    en: {
      cause: "Another machine works under the identity of this agent: this one is a copy (409).",
      remedy:
        "On the copied machine remove credential.json and signing-key.pem from the state folder and run mfp-agent setup with a new code: with the key of the other it would take its place.",
    },
    uk: {
      cause: "Під іменем цього агента працює інша машина: ця є копією (409).",
      remedy:
        "На скопійованій машині вилучіть credential.json і signing-key.pem з теки стану й виконайте mfp-agent setup з новим кодом: із чужим ключем вона заступила б справжню.",
    },
  },
} as const satisfies DiagnosisTable;
