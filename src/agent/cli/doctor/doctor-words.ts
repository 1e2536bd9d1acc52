import type { Words } from "../../leaf/language.ts";
import { deviceCodes } from "./device-codes.ts";
import type { DiagnosisTable } from "./diagnosis.ts";
import { networkCodes } from "./network-codes.ts";
import { programCodes } from "./program-codes.ts";

/** All findings by their stable code, which the help desk can look up. */
export const diagnoses = { ...programCodes, ...networkCodes, ...deviceCodes } as const satisfies DiagnosisTable;
export type DoctorCode = keyof typeof diagnoses;

/** What each step asks; `{…}` is filled in when it went well. */
export const stepWords = {
  node: { en: "Node {version}", uk: "Node {version}" },
  config: { en: "Configuration {file}", uk: "Конфігурація {file}" },
  stateFolder: { en: "State folder {folder}", uk: "Тека стану {folder}" },
  disk: { en: "Disk room {megabytes} MB", uk: "Місце на диску {megabytes} МБ" },
  agent: { en: "Agent: {state}", uk: "Агент: {state}" },
  credential: { en: "Credential of this agent: {agent}", uk: "Посвідчення агента: {agent}" },
  ranges: { en: "Ranges: {addresses} addresses", uk: "Діапазони: {addresses} адрес" },
  sockets: { en: "Socket buffer {kilobytes} KB", uk: "Буфер сокета {kilobytes} КБ" },
  outbox: { en: "Outbox: {records} records wait", uk: "Буфер: очікує записів — {records}" },
  centralAddress: { en: "Central {url}", uk: "Сервіс {url}" },
  dns: { en: "Name {host} is {address}", uk: "Ім’я {host} має адресу {address}" },
  tcp: { en: "Connection to {host}:{port}", uk: "З’єднання з {host}:{port}" },
  proxy: { en: "Proxy {host}", uk: "Проксі {host}" },
  tls: { en: "TLS, certificate until {until}", uk: "TLS, сертифікат до {until}" },
  answer: { en: "Central answers", uk: "Сервіс відповідає" },
  clock: { en: "Clock, {seconds} s from central's", uk: "Годинник, відхилення від сервісу {seconds} с" },
  authorization: { en: "Central knows this agent", uk: "Сервіс знає цього агента" },
  deviceRange: { en: "{address} stands in a range", uk: "{address} входить до діапазону" },
  deviceAnswers: { en: "SNMP answers, credential {credential}", uk: "SNMP відповідає, облікові дані {credential}" },
  devicePrinter: { en: "{model}, profile {profile}", uk: "{model}, профіль {profile}" },
  deviceSerial: { en: "Serial number {serial}", uk: "Серійний номер {serial}" },
  deviceCounters: { en: "{counters} counters, sums agree", uk: "Лічильників: {counters}, суми збігаються" },
  deviceKnown: { en: "Known to the agent, SI {si}", uk: "Відомий агентові, SI {si}" },
  deviceLastReading: { en: "Last contact {minutes} min ago", uk: "Останній зв’язок {minutes} хв тому" },
  deviceUploaded: { en: "Nothing of it waits for the upload", uk: "Його дані не чекають на надсилання" },
} as const satisfies Record<string, Words>;
export type StepName = keyof typeof stepWords;

export const doctorWords = {
  thisMachine: { en: "This machine", uk: "Ця машина" },
  way: { en: "The way to the central service", uk: "Шлях до центрального сервісу" },
  device: { en: "Device {address}", uk: "Пристрій {address}" },
  allDevices: { en: "All devices", uk: "Усі пристрої" },
  code: { en: "Code", uk: "Код" },
  remedy: { en: "What to do", uk: "Що робити" },
  firewall: { en: "For the firewall", uk: "Для мережевого екрана" },
  wellEnd: { en: "Nothing is broken.", uk: "Несправностей немає." },
  brokenEnd: {
    en: "Broken: {count}. The first of each chain is named; what follows it may be well.",
    uk: "Несправностей: {count}. Названо перше в кожному ланцюжку; решта може бути справна.",
  },
  running: { en: "runs", uk: "працює" },
  stopped: { en: "does not run", uk: "не працює" },
  notEnrolled: { en: "none yet", uk: "ще немає" },
  noDevices: {
    en: "No device is known yet; --device ADDRESS asks one.",
    uk: "Ще не відомо жодного пристрою; --device АДРЕСА опитає один.",
  },
} as const satisfies Record<string, Words>;
