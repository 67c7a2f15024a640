import type { PrivacyFacts } from "#app/i18n/privacyFacts.ts";

/** Returns the privacy policy in Spanish, as Markdown. */
export function es({
  name,
  responsible,
  contact,
  readerUrl,
  linkWorks,
  reminded,
  mostMails,
  mailsKept,
  counted,
  traced,
  changeEnds,
  undoable,
  lettersKept,
  deliveriesKept,
  repliesKept,
  broughtKept,
  reportsKept,
  forgotten,
  alsoKept,
  alsoSpared,
}: PrivacyFacts): string {
  return `${name} es un boletín por correo electrónico. Esta página dice qué guardamos sobre usted cuando se suscribe, por qué, durante cuánto tiempo, y cómo pedir que se elimine.

## Quién es responsable

${responsible}

Para cualquier asunto de esta página, escriba a ${contact}.

## Qué guardamos y por qué

- **Su dirección de correo electrónico**, y su nombre si nos lo han dado: para enviarle el boletín.
- **Qué ha elegido**: las listas, los temas, la frecuencia, una pausa. De ello depende lo que le enviamos.
- **Cómo dio su consentimiento**, y cada cambio posterior: el texto que vio, la página, la palabra de su dirección que dice de dónde vino, la hora, y la dirección de internet (IP) y el nombre del navegador desde los que llegó. La ley nos pide poder demostrar que usted lo quiso. Cada paso es un recibo encadenado al anterior mediante una suma de comprobación, de modo que nadie puede cambiarlo sin que se note. La dirección de internet y el nombre del navegador se borran de él ${traced}; el recibo permanece.
- **Qué le hemos enviado**: qué número, cuándo, y qué respondió el servidor de correo. Así no enviamos nada dos veces y podemos decirle por qué un número llegó o no llegó.
- **La última señal suya**, y cuándo: que respondió, cambió algo en su página, dijo que se queda o pulsó un enlace donde eso se cuenta. Así podemos preguntar si todavía lo quiere, en vez de escribir al vacío.
- **Por qué se dio de baja**, si nos lo dice. No está obligado a ello.${alsoKept}

Salvo que se indique otra cosa, la base de todo ello es su consentimiento, que puede retirar en cualquier momento; para el registro de ese consentimiento, lo es nuestro deber de demostrarlo.

## Doble confirmación

Lo que se escribe en nuestro formulario espera alrededor de un segundo, hasta que nuestro sistema de envío lo atiende. Entonces sale un correo a la dirección, con un enlace que funciona ${linkWorks}; si nadie responde, ${reminded} sigue, como mucho, un recordatorio. No llega nada más, salvo que usted pulse el botón al que lleva el enlace. Una dirección que ya está suscrita no recibe este correo.

Para que nadie pueda inundarle de estos correos, recordamos ${mailsKept} que se ha escrito a una dirección: en ese tiempo no recibe más de ${mostMails}, los pida quien los pida. También contamos las suscripciones y las búsquedas por red. Todo ello se guarda como huellas calculadas con una clave secreta, a partir de las cuales no se puede leer ninguna dirección, y los recuentos se borran, a más tardar, ${counted}. Cuando llegan muchísimas suscripciones, pedimos antes a su navegador un cálculo breve. Se hace con un script nuestro, y no interviene ningún servidor ajeno.

## Qué no hacemos

- Sin cookies para los lectores, sin publicidad, y a nadie se le sigue en este sitio. Cuenta por día cuántas veces se pide cada página, qué otros sitios llevaron aquí y qué palabras no encontró su búsqueda: solo números y palabras, sin quién preguntó.
- Nada en estas páginas se carga desde terceros. Las fuentes y las imágenes vienen de este sitio.
- Su dirección no se vende, ni se alquila, ni se comparte.${alsoSpared}

Aparte de nosotros y de quien aloja este sitio para nosotros, su dirección solo llega al servidor de correo que lleva el boletín hasta el suyo.

## Su propia página

Cada número incluye un enlace a una página que es solo suya, sin contraseña. Allí ve y cambia lo que recibe: listas, temas, cada número o los titulares una vez al mes, una pausa, su nombre, su dirección. Puede ver todo lo que se guarda sobre usted, llevárselo en un archivo (JSON) y borrarlo. ¿No tiene ningún correo a mano? [Pida el enlace](${readerUrl}). Un correo se puede reenviar: por eso su nombre, una nueva dirección, lo que se guarda sobre usted y su borrado solo se abren con un enlace reciente, que recibe por correo cuando lo pide.

Una nueva dirección vale en cuanto ambas direcciones la han aceptado; si no, la petición se borra ${changeEnds}.

## Cómo darse de baja

Cada número incluye un enlace de baja, y la mayoría de los programas de correo muestran su propio botón. Un clic y un botón, sin cuenta. Tiene efecto al instante, incluso para un número que se esté enviando en ese momento. Solo después preguntamos por el motivo, y puede no darlo. Un error se puede deshacer ${undoable}.

## Cuánto tiempo lo guardamos

Guardamos su dirección mientras esté suscrito. Después de su baja la guardamos, marcada como terminada, junto con el registro de su consentimiento, para poder demostrar que los correos eran deseados cuando se enviaron y que cesaron. No recibirá nada más de nosotros. Una dirección que nadie confirmó se borra ${forgotten}. Los números que recibió se reducen a un simple recuento ${deliveriesKept}; otros correos que le enviamos, como las confirmaciones, se olvidan ${lettersKept}. Si responde a un número, lo que escribió y lo que le respondimos se borra, como muy tarde, ${repliesKept}. Si llegó con una lista de otro servicio, el archivo de esa lista se borra, como muy tarde, ${broughtKept}, y el informe de lo que fue de sus filas ${reportsKept}.

Puede borrar sus datos en su propia página en cualquier momento, o pedírnoslo. Entonces no se le envía nada más, y se borran su dirección, su nombre, sus ajustes y sus motivos. Lo que queda no dice quién es usted: una huella de la dirección calculada con una clave secreta, para no volver a escribirle salvo que confirme una nueva suscripción; una fila sin nombre ni dirección, para que los recuentos de un número sigan cuadrando; y los recibos sin nombre, dirección, dirección de internet ni navegador.

Si denuncia un número como correo no deseado, o si su servidor de correo dice que la dirección no existe, guardamos también una huella de la dirección calculada con una clave secreta, para no volver a escribirle.

## Sus derechos

Puede pedir una copia de lo que tenemos sobre usted, hacer que se corrija o se borre, limitar su uso, oponerse a él y llevárselo consigo. La mayor parte puede hacerla en su propia página. Para lo demás, escriba a ${contact}. Si cree que tratamos mal sus datos, también puede reclamar ante la autoridad de protección de datos de su lugar de residencia.
`;
}
