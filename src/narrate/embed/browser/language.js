// @ts-check
/** What the interface says, in the languages that it speaks. */
/** @import {Strings} from './types' */

/** @type {Record<string, Strings>} */
const STRINGS = {
  en: {
    listen: 'Listen to this article',
    play: 'Play',
    pause: 'Pause',
    seek: 'Position',
    back: 'Previous sentence',
    ahead: 'Next sentence',
    rate: 'Speed',
    transcript: 'Transcript',
    download: 'Download',
    label: 'This audio is created with AI assistance',
    loading: 'Loading…',
    audio: 'Audio',
    missing: 'not available right now',
    of: 'of',
    next: 'Next article',
    close: 'Close',
  },
  uk: {
    listen: 'Слухати статтю',
    play: 'Відтворити',
    pause: 'Пауза',
    seek: 'Позиція',
    back: 'Попереднє речення',
    ahead: 'Наступне речення',
    rate: 'Швидкість',
    transcript: 'Текст',
    download: 'Завантажити',
    label: 'Це аудіо створено за допомогою ШІ',
    loading: 'Завантаження…',
    audio: 'Аудіо',
    missing: 'зараз недоступно',
    of: 'з',
    next: 'Наступна стаття',
    close: 'Закрити',
  },
  de: {
    listen: 'Artikel anhören',
    play: 'Abspielen',
    pause: 'Pause',
    seek: 'Position',
    back: 'Voriger Satz',
    ahead: 'Nächster Satz',
    rate: 'Tempo',
    transcript: 'Transkript',
    download: 'Herunterladen',
    label: 'Dieses Audio wurde mit KI-Unterstützung erstellt',
    loading: 'Wird geladen …',
    audio: 'Audio',
    missing: 'zurzeit nicht verfügbar',
    of: 'von',
    next: 'Nächster Artikel',
    close: 'Schließen',
  },
  fr: {
    listen: 'Écouter cet article',
    play: 'Lire',
    pause: 'Pause',
    seek: 'Position',
    back: 'Phrase précédente',
    ahead: 'Phrase suivante',
    rate: 'Vitesse',
    transcript: 'Transcription',
    download: 'Télécharger',
    label: 'Cet audio est créé avec l’aide de l’IA',
    loading: 'Chargement…',
    audio: 'Audio',
    missing: 'indisponible pour le moment',
    of: 'sur',
    next: 'Article suivant',
    close: 'Fermer',
  },
  es: {
    listen: 'Escuchar este artículo',
    play: 'Reproducir',
    pause: 'Pausa',
    seek: 'Posición',
    back: 'Frase anterior',
    ahead: 'Frase siguiente',
    rate: 'Velocidad',
    transcript: 'Transcripción',
    download: 'Descargar',
    label: 'Este audio se ha creado con ayuda de IA',
    loading: 'Cargando…',
    audio: 'Audio',
    missing: 'no disponible por ahora',
    of: 'de',
    next: 'Artículo siguiente',
    close: 'Cerrar',
  },
  pl: {
    listen: 'Posłuchaj artykułu',
    play: 'Odtwórz',
    pause: 'Pauza',
    seek: 'Pozycja',
    back: 'Poprzednie zdanie',
    ahead: 'Następne zdanie',
    rate: 'Prędkość',
    transcript: 'Transkrypcja',
    download: 'Pobierz',
    label: 'To nagranie powstało z pomocą AI',
    loading: 'Wczytywanie…',
    audio: 'Audio',
    missing: 'chwilowo niedostępne',
    of: 'z',
    next: 'Następny artykuł',
    close: 'Zamknij',
  },
  ru: {
    listen: 'Слушать статью',
    play: 'Воспроизвести',
    pause: 'Пауза',
    seek: 'Позиция',
    back: 'Предыдущее предложение',
    ahead: 'Следующее предложение',
    rate: 'Скорость',
    transcript: 'Текст',
    download: 'Скачать',
    label: 'Это аудио создано с помощью ИИ',
    loading: 'Загрузка…',
    audio: 'Аудио',
    missing: 'сейчас недоступно',
    of: 'из',
    next: 'Следующая статья',
    close: 'Закрыть',
  },
};

/** The words of the interface and their language: English where a language has none. */
export function stringsFor(language = '') {
  const wanted = language.toLowerCase().split('-')[0];
  const code = Object.hasOwn(STRINGS, wanted) ? wanted : 'en';
  return { strings: STRINGS[code], code };
}

/** Whole hours, minutes and seconds; none where the time isn't known. */
function timeParts(seconds = 0) {
  const known = Math.max(0, seconds || 0);
  return { hour: Math.floor(known / 3600), minute: Math.floor((known / 60) % 60), second: Math.floor(known % 60) };
}

/** `1:05` or `1:01:05`. */
export function clock(seconds = 0) {
  const { hour, minute, second } = timeParts(seconds);
  const shown = hour ? [hour, minute, second] : [minute, second];
  return shown.map((part, i) => (i ? `${part}`.padStart(2, '0') : part)).join(':');
}

/** `1 minute 12 seconds`. */
export function spokenTime(seconds = 0, language = 'en') {
  const parts = Object.entries(timeParts(seconds)).filter(([, count]) => count);
  if (!parts.length) parts.push(['second', 0]);
  return parts.map(([unit, count]) => count.toLocaleString(language, { style: 'unit', unit, unitDisplay: 'long' })).join(' ');
}
