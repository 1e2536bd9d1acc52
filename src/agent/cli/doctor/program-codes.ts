import type { DiagnosisTable } from "./diagnosis.ts";

/** What can be broken on this machine. Codes of the configuration are those of its errors. */
export const programCodes = {
  "node-old": {
    en: {
      cause: "This Node is too old: {version}.",
      remedy: "Install Node 24 or newer, or use the packaged program, which brings its own.",
    },
    uk: {
      cause: "Застарілий Node: {version}.",
      remedy: "Встановіть Node 24 чи новіший або пакет програми, що має власний.",
    },
  },
  "config-missing": {
    en: {
      cause: "There is no configuration: {detail}",
      remedy: "Run mfp-agent setup, or name the right file with --config.",
    },
    uk: {
      cause: "Конфігурації немає: {detail}",
      remedy: "Виконайте mfp-agent setup або вкажіть правильний файл через --config.",
    },
  },
  "config-unreadable": {
    en: {
      cause: "The configuration cannot be read or is no JSON: {detail}",
      remedy: "Correct the named place, or let the user of the agent read the file: chown mfp-agent FILE.",
    },
    uk: {
      cause: "Конфігурація не читається або не є JSON: {detail}",
      remedy: "Виправте назване місце або дайте користувачеві агента право читати: chown mfp-agent ФАЙЛ.",
    },
  },
  "config-invalid": {
    en: {
      cause: "The configuration is wrong: {detail}",
      remedy: "Correct the named settings; mfp-agent config check FILE tells all of them.",
    },
    uk: {
      cause: "Конфігурація хибна: {detail}",
      remedy: "Виправте названі параметри; mfp-agent config check ФАЙЛ назве всі.",
    },
  },
  "config-open": {
    en: { cause: "Every user of this machine can change the configuration: {detail}", remedy: "chmod 600 the file." },
    uk: { cause: "Конфігурацію може змінити будь-який користувач: {detail}", remedy: "chmod 600 для файлу." },
  },
  "secrets-open": {
    en: {
      cause: "Other users can read the secrets: {detail}",
      remedy: "chmod 600 the secrets file; if strangers had access, change communities and passwords.",
    },
    uk: {
      cause: "Секрети можуть прочитати інші: {detail}",
      remedy: "chmod 600 для файлу секретів; якщо сторонні мали доступ, змініть спільноти й паролі.",
    },
  },
  "file-unreadable": {
    en: {
      cause: "A file that the configuration names cannot be read: {detail}",
      remedy: "Correct the path or its permissions.",
    },
    uk: { cause: "Файл, названий у конфігурації, не читається: {detail}", remedy: "Виправте шлях або права доступу." },
  },
  "si-file-wrong": {
    en: {
      cause: "The table of SI numbers is wrong: {detail}",
      remedy: "One line a device under the header serial,si.",
    },
    uk: { cause: "Таблиця номерів SI хибна: {detail}", remedy: "Один рядок на пристрій під заголовком serial,si." },
  },
  "state-folder-missing": {
    en: {
      cause: "There is no state folder yet: {folder}. The agent makes it at its first start.",
      remedy: "Start the agent once: mfp-agent run, or systemctl start mfp-agent.",
    },
    uk: {
      cause: "Теки стану ще немає: {folder}. Агент створить її під час першого запуску.",
      remedy: "Запустіть агента: mfp-agent run або systemctl start mfp-agent.",
    },
  },
  "state-folder-closed": {
    en: {
      cause: "This user cannot write to the state folder: {folder}.",
      remedy: "Run the doctor as the user of the agent (sudo -u mfp-agent …), or chown the folder to that user.",
    },
    uk: {
      cause: "Цей користувач не може писати в теку стану: {folder}.",
      remedy: "Виконайте від користувача агента (sudo -u mfp-agent …) або передайте йому теку через chown.",
    },
  },
  "disk-low": {
    en: {
      cause: "The disk is nearly full: {megabytes} MB are left for {folder}.",
      remedy: "Free at least {neededMegabytes} MB, or move stateFolder to another disk.",
    },
    uk: {
      cause: "Диск майже заповнений: для {folder} лишилося {megabytes} МБ.",
      remedy: "Звільніть щонайменше {neededMegabytes} МБ або перенесіть stateFolder на інший диск.",
    },
  },
  "outbox-disk-full": {
    en: {
      cause: "The disk takes no more records.",
      remedy: "Free disk space; the agent goes on by itself and loses nothing it has stored.",
    },
    uk: {
      cause: "Диск більше не приймає записів.",
      remedy: "Звільніть місце; агент продовжить сам і не втратить збереженого.",
    },
  },
  "other-agent": {
    en: {
      cause:
        "An agent works on the state folder {folder} and is not as this configuration says: another one, or this one before a change of site.name or statusPage.",
      remedy:
        "After a change: systemctl restart mfp-agent. Otherwise stop the other one (ps), or give this configuration a stateFolder of its own.",
    },
    uk: {
      cause:
        "З текою стану {folder} працює агент, що не відповідає цій конфігурації: інший або цей, але до зміни site.name чи statusPage.",
      remedy:
        "Після зміни: systemctl restart mfp-agent. Інакше зупиніть інший (ps) або задайте цій конфігурації власну stateFolder.",
    },
  },
  "port-taken": {
    en: {
      cause: "Another program listens on port {port}, where the status page should be.",
      remedy: "mfp-agent config set statusPage.port 0 takes any free port; or stop the other program.",
    },
    uk: {
      cause: "Порт {port}, призначений для сторінки стану, зайняла інша програма.",
      remedy: "mfp-agent config set statusPage.port 0 візьме будь-який вільний; або зупиніть ту програму.",
    },
  },
  "agent-stopped": {
    en: {
      cause: "No agent of this configuration runs.",
      remedy: "Start it: systemctl start mfp-agent, or mfp-agent run --config FILE.",
    },
    uk: {
      cause: "Агент цієї конфігурації не працює.",
      remedy: "Запустіть його: systemctl start mfp-agent або mfp-agent run --config ФАЙЛ.",
    },
  },
  "credential-open": {
    en: {
      cause: "Other users can read this agent's credential: {detail}",
      remedy: "chmod 600 the file; if strangers had access, enrol the agent again.",
    },
    uk: {
      cause: "Посвідчення агента можуть прочитати інші: {detail}",
      remedy: "chmod 600 для файлу; якщо сторонні мали доступ, підключіть агента знову.",
    },
  },
  "credential-damaged": {
    en: {
      cause: "This agent's credential is damaged: {detail}",
      remedy: "Ask the service for a new code and run mfp-agent setup.",
    },
    uk: {
      cause: "Посвідчення агента пошкоджене: {detail}",
      remedy: "Попросіть у сервісу новий код і виконайте mfp-agent setup.",
    },
  },
  "client-certificate": {
    en: {
      cause: "The client certificate for central cannot be used: {detail}",
      remedy:
        "Name both files in central.clientCertificateFile and central.clientKeyFile, in PEM and without a password; chmod 600 the key.",
    },
    uk: {
      cause: "Клієнтський сертифікат для сервісу не можна використати: {detail}",
      remedy:
        "Назвіть обидва файли в central.clientCertificateFile і central.clientKeyFile, у PEM і без пароля; для ключа — chmod 600.",
    },
  },
  "socket-buffer-small": {
    en: {
      cause: "The system gives sockets only {kilobytes} KB; with hundreds of devices answers may be lost.",
      remedy: "sysctl -w net.core.rmem_max=4194304, and the same line in /etc/sysctl.d/mfp-agent.conf.",
    },
    uk: {
      cause: "Система дає сокетам лише {kilobytes} КБ; за сотень пристроїв відповіді можуть губитися.",
      remedy: "sysctl -w net.core.rmem_max=4194304 і той самий рядок у /etc/sysctl.d/mfp-agent.conf.",
    },
  },
  "outbox-damaged": {
    en: {
      cause: "The outbox file is damaged: {detail}",
      remedy: "Start the agent: it keeps the damaged file aside and saves what can be read.",
    },
    uk: {
      cause: "Файл буфера пошкоджений: {detail}",
      remedy: "Запустіть агента: він відкладе пошкоджений файл і врятує все, що читається.",
    },
  },
  "outbox-growing": {
    en: {
      cause: "Records wait since {hours} h; central gets nothing.",
      remedy: "The way to the central service below names the cause; nothing is lost meanwhile.",
    },
    uk: {
      cause: "Записи чекають уже {hours} год; сервіс нічого не отримує.",
      remedy: "Причину назве перевірка шляху до сервісу нижче; нічого не губиться.",
    },
  },
  "outbox-quarantine": {
    en: {
      cause: "Central refused {count} records for good.",
      remedy: "mfp-agent outbox quarantine list shows why; send the list to the service.",
    },
    uk: {
      cause: "Сервіс остаточно відхилив записів: {count}.",
      remedy: "Причини покаже mfp-agent outbox quarantine list; надішліть перелік сервісу.",
    },
  },
} as const satisfies DiagnosisTable;
