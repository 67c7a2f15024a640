import type { Facts } from "../privacy.ts";

/** In Spanish. */
export function es({ name, responsible, contact, linkWorks, forgotten }: Facts): string {
  return `${name} es un boletín por correo electrónico. Esta página dice qué guardamos sobre usted cuando se suscribe, por qué, y cómo pedir que se elimine.

## Quién es responsable

${responsible}

Para cualquier asunto de esta página, escriba a ${contact}.

## Qué guardamos y por qué

- **Su dirección de correo electrónico**, y su nombre si nos lo han dado: para enviarle el boletín.
- **Cómo dio su consentimiento**: el texto que vio, la página, la hora y la dirección de internet (IP) desde la que llegaron la suscripción y la confirmación. La ley nos pide poder demostrar que usted lo quiso.
- **Qué le hemos enviado**: qué número, cuándo, y qué respondió el servidor de correo. Así no enviamos nada dos veces y podemos decirle por qué un número llegó o no llegó.

La base de todo ello es su consentimiento, que puede retirar en cualquier momento; para el registro de ese consentimiento, lo es nuestro deber de demostrarlo.

## Doble confirmación

Sea quien sea quien escriba su dirección en nuestro formulario, usted recibe un solo correo con un enlace, y nada más, salvo que pulse el botón al que lleva. El enlace funciona ${linkWorks}. Para evitar abusos del formulario contamos las suscripciones por red; ese recuento contiene una huella calculada con una clave secreta, no la dirección de internet en sí.

## Qué no hacemos

- Ni píxeles espía ni enlaces rastreados: no sabemos si ha abierto un número ni en qué ha hecho clic.
- Sin cookies para los lectores, sin publicidad y sin análisis de visitas en este sitio.
- Nada en estas páginas se carga desde terceros. Las fuentes y las imágenes vienen de este sitio.
- Su dirección no se vende, ni se alquila, ni se comparte.

Aparte de nosotros y de quien aloja este sitio para nosotros, su dirección solo llega al servidor de correo que lleva el boletín hasta el suyo.

## Cómo darse de baja

Cada número incluye un enlace de baja, y la mayoría de los programas de correo muestran su propio botón. Un clic y un botón, sin cuenta y sin preguntar por las razones. Tiene efecto al instante, incluso para un número que se esté enviando en ese momento.

## Cuánto tiempo lo guardamos

Guardamos su dirección mientras esté suscrito. Después de su baja la guardamos, marcada como terminada, junto con el registro de su consentimiento y de lo enviado, para poder demostrar que los correos eran deseados cuando se enviaron y que cesaron. No recibirá nada más de nosotros. Una dirección que nadie confirmó se borra ${forgotten}.

Borramos todo esto cuando nos lo pida. Si denuncia un número como correo no deseado, o si su servidor de correo dice que la dirección no existe, guardamos una huella de la dirección calculada con una clave secreta, a partir de la cual no se puede leer, para no volver a escribirle.

## Sus derechos

Puede pedir una copia de lo que tenemos sobre usted, hacer que se corrija o se borre, limitar su uso, oponerse a él y llevárselo consigo. Escriba a ${contact}. Si cree que tratamos mal sus datos, también puede reclamar ante la autoridad de protección de datos de su lugar de residencia.
`;
}
