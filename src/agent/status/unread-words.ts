import type { Words } from "../leaf/language.ts";

/** Why a device could not be read just now. */
export const unreadWords = {
  "unread.noAddress": { en: "It has no address at the moment.", uk: "Зараз він не має адреси." },
  "unread.outside": {
    en: "Its address lies outside the configured ranges.",
    uk: "Його адреса поза налаштованими діапазонами.",
  },
  "unread.leftOut": {
    en: "The agent leaves it out for a day, for it ended again and again while asking it.",
    uk: "Агент на добу не опитує його, бо знову й знову завершувався під час опитування.",
  },
  "unread.timeout": {
    en: "No answer: it is off, SNMP is filtered or switched off, or the community is another.",
    uk: "Немає відповіді: він вимкнений, SNMP заблоковано чи вимкнено, або community інша.",
  },
  "unread.unreachable": { en: "This machine cannot send there.", uk: "Цей комп’ютер не може надсилати туди." },
  "unread.tooBig": { en: "Its answer does not fit a message.", uk: "Його відповідь не вміщується в повідомлення." },
  "unread.noSuchName": { en: "It does not know an object.", uk: "Він не знає запитаного об’єкта." },
  "unread.denied": {
    en: "The credential may not see this there.",
    uk: "Цим обліковим даним не дозволено це бачити.",
  },
  "unread.genErr": { en: "It answered with an error of its own.", uk: "Він відповів власною помилкою." },
  "unread.ignored": {
    en: "It answers SNMPv3 but not this request: the privacy key or the context is wrong.",
    uk: "Він відповідає за SNMPv3, але не на цей запит: хибний ключ шифрування або контекст.",
  },
  "unread.unknownUser": { en: "It does not know the SNMPv3 user.", uk: "Він не знає користувача SNMPv3." },
  "unread.unknownContext": { en: "It does not know the SNMPv3 context.", uk: "Він не знає контексту SNMPv3." },
  "unread.wrongDigest": { en: "The SNMPv3 authentication key is wrong.", uk: "Хибний ключ автентифікації SNMPv3." },
  "unread.unsupportedLevel": {
    en: "It does not take this SNMPv3 security level.",
    uk: "Він не приймає цього рівня безпеки SNMPv3.",
  },
  "unread.decryption": { en: "The SNMPv3 privacy key is wrong.", uk: "Хибний ключ шифрування SNMPv3." },
  "unread.notInTimeWindow": {
    en: "Its SNMPv3 clock and ours do not agree.",
    uk: "Його годинник SNMPv3 не збігається з нашим.",
  },
  "unread.malformed": { en: "Its answers fit no request.", uk: "Його відповіді не відповідають жодному запиту." },
  "unread.aborted": {
    en: "The agent is stopping or was set up anew.",
    uk: "Агент зупиняється або його переналаштовано.",
  },
} as const satisfies Record<string, Words>;

export type UnreadReason = keyof typeof unreadWords;
