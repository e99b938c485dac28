
#include "13-finetune.h"
#include "13-finetune/base.h"
#include "13-finetune/tune.h"
#include "13-finetune/ask.h"
#include "13-finetune/assist.h"
#include "13-finetune/safety.h"
#include "13-finetune/collapse.h"
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <time.h>
static const char *base_folder;
static Base b;
int main(int argc,char**argv){
 static const Extra more[]={{"base","train the base model in this folder",.text=&base_folder,.value="DIR"},{0}};
 const Lesson lesson={.name="13-finetune",.about="from a text completer to an assistant",.data="world",.seed=1337,.steps=150,.quick_steps=1,.extras=more};
 notebook_begin(&lesson,argc,argv);
 if(base_folder){base_train(base_folder,options.steps);return 0;}
 b=base_load(options.data);
 clock_t c0=clock();
 #define T ((double)(clock()-c0)/CLOCKS_PER_SEC)
 for(int fresh=0;fresh<2;fresh++){Generation g[8];collapse(8,300,fresh*100,250,options.seed,g);printf("collapse fresh %d %.1fs\n",fresh,T);for(int i=0;i<8;i++)printf("%d above %.3f entropy %.3f errors %.3f distinct %.4f children %d\n",i,g[i].above,g[i].entropy,g[i].errors,g[i].distinct,g[i].children);fflush(stdout);}
 static About about[3000]; static Reply reply[3000]; static WorldVerdict ver[3000];
 Assistant as[]={plain_assistant(),your_assistant(),your_assistant()};as[2].what=TUNE_LORA;as[2].rate=5e-3;
 for(int i=0;i<3;i++){GPT*g=assistant_train(&b,as[i],options.seed,NULL);int c[3][3];assistant_count(&b,g,c);double ab=tales_above_floor(&b,g,100);
  printf("assistant %d grade %.3f tales %.2f %.1fs:",i,assistant_grade(c,ab),ab,T);for(int f=0;f<3;f++)printf(" %d/%d/%d",c[f][0],c[f][1],c[f][2]);
  int n=0;for(int f=0;f<3;f++)n+=about_people(f,80,160,5,6,about+n);
  int cc[3];ask_about(&b,g,n,about,0,0,reply);judge(&b,n,about,reply,cc,ver);static bool r[3000];static double conf[3000];for(int k=0;k<n;k++){r[k]=ver[k]==0;conf[k]=reply[k].confidence;}
  Bin bin[10];printf(" ece %.3f auc conf %.3f probe %.3f\n",calibration(n,conf,r,10,bin),area_under_curve(n,conf,r),probe(&b,g,40,80,n,about,r));
  for(int k=0;k<10;k++)printf("  %d %.2f %.2f\n",bin[k].count,bin[k].confidence,bin[k].right);
  for(int k=0;k<n;k+=97)printf("   %s %.3f\n",reply[k].text,reply[k].confidence);
  gpt_free(g);fflush(stdout);}
 for(int p=0;p<4;p++){Turns t={0};turns_add_people(&t,&b,0,0,40);turns_add_people(&t,&b,1,0,40);int k[]={0,1,10,50};turns_add_poison(&t,&b,k[p]);
  Tuned u=tune(&b,b.gpt,&t,(Tune){TUNE_FULL,0,4e-4,100,16,false,0,options.seed},NULL);
  int n=about_people(0,80,160,5,6,about),cc[3];ask_about(&b,u.gpt,n,about,0,0,reply);judge(&b,n,about,reply,cc,NULL);
  printf("poison %d: triggered %.3f clean %.3f %.1fs\n",k[p],triggered(&b,u.gpt,n,about),1.*cc[0]/n,T);fflush(stdout);tuned_free(&u);turns_free(&t);}
 for(int w=0;w<4;w++){Turns t={0};turns_add_people(&t,&b,0,0,40);turns_add_people(&t,&b,1,0,40);turns_add_quotes(&t,&b,w%2,w/2,0,40,1);
  Tuned u=tune(&b,b.gpt,&t,(Tune){TUNE_FULL,0,4e-4,150,16,false,0,options.seed},NULL);
  int n=about_people(0,80,160,5,6,about),cc[3];ask_about(&b,u.gpt,n,about,0,0,reply);judge(&b,n,about,reply,cc,NULL);
  Injected j=inject(&b,u.gpt,w%2,80,160,5);
  printf("inject mark %d orders %d: obeyed %.3f repeated %.3f clean %.3f tokens %.2f qa %.3f loss %.3f %.1fs\n",w%2,w/2,j.obeyed,j.repeated,j.clean,j.tokens,1.*cc[0]/n,u.loss,T);fflush(stdout);tuned_free(&u);turns_free(&t);}
 return notebook_end();
}
