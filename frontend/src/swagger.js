// Draws the API's documentation from its OpenAPI document.
window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("swagger");
  window.SwaggerUIBundle({ url: place.dataset.openapi, domNode: place, deepLinking: true, tryItOutEnabled: false });
});
