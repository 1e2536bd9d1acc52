import type { Words } from "../../leaf/language.ts";

/** Why a device was not read or central did not take something, as `sentences` of other rooms are. */
export const networkSentences: readonly Words[] = [
  // Why a device was not read.
  {
    en: "the device does not answer; an answer came from {place} and was not taken",
    uk: "пристрій не відповідає; відповідь надійшла з {place}, її не враховано",
  },
  { en: "the device does not answer", uk: "пристрій не відповідає" },
  {
    en: "the device answers discovery but not this request: privacy key or context",
    uk: "пристрій відповідає на розвідку, але не на цей запит: пароль шифрування або контекст",
  },
  {
    en: "the device refuses the request, most likely for its context name",
    uk: "пристрій відхиляє запит, найімовірніше через ім’я контексту",
  },
  {
    en: "its range is a name that cannot be resolved",
    uk: "його діапазон є іменем, адреси якого не вдалося знайти",
  },
  {
    en: "the agent leaves it out for a day, for it ended again and again while asking it",
    uk: "агент на добу не опитує його, бо знову й знову завершувався під час опитування",
  },
  {
    en: "the agent met a fault of its own at what it says",
    uk: "в агента сталася власна помилка від того, що він каже",
  },
  { en: "the device sent only what does not fit the request", uk: "пристрій надіслав лише те, що не пасує до запиту" },
  {
    en: "the device does not know this user at this security level",
    uk: "пристрій не знає користувача на цьому рівні безпеки",
  },
  { en: "the device does not know this user", uk: "пристрій не знає цього користувача" },
  { en: "the device refuses the time of the request", uk: "пристрій відхиляє час запиту" },
  { en: "the device refuses the authentication key", uk: "пристрій відхиляє пароль автентифікації" },
  { en: "the answer is not signed with the authentication key", uk: "відповідь не підписана паролем автентифікації" },
  { en: "the device cannot decrypt the request", uk: "пристрій не може розшифрувати запит" },
  { en: "the answer cannot be decrypted", uk: "відповідь не вдається розшифрувати" },
  {
    en: "the answer is older or newer than the device's clock allows",
    uk: "час відповіді не пасує до годинника пристрою",
  },
  {
    en: "the OpenSSL of this machine does not offer what the credential asks for; use sha256 and aes",
    uk: "OpenSSL цієї машини не має потрібного шифру; використайте sha256 і aes",
  },
  { en: "the library gave an answer of its own", uk: "бібліотека дала власну відповідь" },
  { en: "the request or its answer is not valid ({name})", uk: "запит або відповідь хибні ({name})" },
  { en: "sending failed: {code}", uk: "надіслати не вдалося: {code}" },
  { en: "bad answer: {reason}", uk: "хибна відповідь: {reason}" },
  { en: "the answer cannot be read", uk: "відповідь не читається" },
  {
    en: "the device answered error-status {status} at index {index}",
    uk: "пристрій відповів error-status {status} на місці {index}",
  },
  { en: "the request was aborted", uk: "запит перервано" },
  { en: "the session was closed", uk: "сеанс закрито" },
  { en: "the client is closed", uk: "опитування закрито" },
  { en: "the walk was aborted", uk: "обхід перервано" },
  { en: "its address lies outside the configured ranges", uk: "його адреса поза налаштованими діапазонами" },
  { en: '"{text}" is not one address', uk: '"{text}" — це не одна адреса' },
  // Why central did not take something.
  { en: "Nothing listens at the address of central.", uk: "За адресою сервісу ніхто не слухає." },
  { en: "The connection to central was cut.", uk: "З’єднання із сервісом обірвано." },
  { en: "There is no way to the network of central.", uk: "До мережі сервісу немає шляху." },
  { en: "Central did not answer in time.", uk: "Сервіс не відповів вчасно." },
  { en: "The name of central could not be resolved.", uk: "Ім’я сервісу не вдалося знайти." },
  { en: "The secure connection to central failed.", uk: "Захищене з’єднання із сервісом не вдалося." },
  { en: "The proxy did not let the connection through.", uk: "Проксі не пропустив з’єднання." },
  { en: "The connection to central failed.", uk: "З’єднання із сервісом не вдалося." },
  { en: "The upload was cancelled.", uk: "Надсилання скасовано." },
  {
    en: "The address of central answers with a redirect; redirects are not followed.",
    uk: "Адреса сервісу переспрямовує; агент за переспрямуванням не йде.",
  },
  {
    en: "Central does not know this agent's token, or has revoked it.",
    uk: "Сервіс не знає цього агента або відкликав його.",
  },
  {
    en: "Central did not take the one-time code: wrong, used or expired. ({code})",
    uk: "Сервіс не прийняв одноразовий код: він хибний, використаний або застарілий. ({code})",
  },
  {
    en: "Another agent uses the same identity; this machine is a copy.",
    uk: "Інший агент має те саме ім’я: ця машина є копією.",
  },
  { en: "The batch is too large for central.", uk: "Пакет завеликий для сервісу." },
  { en: "Central finds the request wrong.", uk: "Сервіс вважає запит хибним." },
  {
    en: "The batch is too large for something on the way to central.",
    uk: "Пакет завеликий для чогось на шляху до сервісу.",
  },
  {
    en: "Something on the way to central finds the request wrong.",
    uk: "Щось на шляху до сервісу вважає запит хибним.",
  },
  { en: "Central asks for fewer requests.", uk: "Сервіс просить надсилати рідше." },
  { en: "Central is out of order.", uk: "Сервіс не працює." },
  {
    en: "Something answered that is not central, or the answer was cut.",
    uk: "Відповів не сервіс або відповідь обірвано.",
  },
  { en: "Central answered with an unexpected status.", uk: "Сервіс відповів несподіваним станом." },
  { en: "Central refused a batch of this record alone.", uk: "Сервіс відхилив пакет із самого цього запису." },
  { en: "This agent is not enrolled.", uk: "Агента не підключено." },
  { en: "The outbox could not be read or written.", uk: "Буфер не вдалося прочитати чи записати." },
  { en: "The agent met a fault of its own.", uk: "В агента сталася власна помилка." },
  // Any of these with the system's own name for it.
  { en: "{sentence} ({code})", uk: "{sentence} ({code})" },
];
